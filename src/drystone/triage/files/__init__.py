"""Looking into files: true types, archives, documents, pictures, pointers; within limits, and nothing is ever run.

Nothing is imported here: what compares texts (``digests``) needs none of the extra's libraries, what looks inside does.
"""
