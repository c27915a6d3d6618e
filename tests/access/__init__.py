"""Who may open what: every route of the site and every operation of the API × every kind of person, declared.

A room that adds routes declares them in ``tests/access/<room>.py``; nothing else is needed, and without it
``test_walk`` fails. Routes are named as in ``urls.py`` (``room:name``); functions take ``arranged.Arranged``.

``TABLE``
    route → kind of ``served.KINDS`` → the status that they get: of a GET, or of the POST where a route takes nothing
    else. 302 of a stranger means that they are asked to sign in; of anybody else that they are led on, not to that.
    Leavers are strangers, whatever a row says. The kinds that ``arranged.WALKED`` adds are like another one but for
    what ``differing`` says; where a row itself names one, the row holds.
``ARGUMENTS``
    route → function that gives what stands in its address. Name something real that belongs to somebody: behind an
    address that answers nobody, a rule that is too wide is not seen. What has to be made for it and is not the room's
    own is made in ``arranged.arrange``; the room makes its own in the function, which is called once.
``QUERY``
    route → what is asked for behind the question mark, as a dict or a function, where the address alone asks nothing.
``POSTS``
    route → the body of a POST, as a dict or a function, for every route that takes one: such that it does what it is
    for. Whatever it changes in the state and in the program folder is taken back.
``SHOWING``
    routes that answer a POST by showing something (200), as a code that is kept nowhere. All others lead on (302).
``POSTED``
    route → kind → status of the POST, where it is neither that nor, for whoever does not get the page, what a GET is.
``NOBODY``
    route, or ``"POST route"`` → why nobody succeeds, as "needs a provider: tests/directory/test_openid.py runs one".
    Every other row must have somebody for whom it succeeds: 200, or 302 to where it should lead.

``HIDDEN``
    route, or ``"POST route"`` → what refuses whoever the rule refuses once more, so that the walk does not see the rule
    itself; where it is left out, a test takes every rule away and holds that each row then answers somebody else.

A route that can be opened on more than one thing has as many rows as it needs: ``"room:name of-what"``, all that
stands behind the blank is for the reader.

Operations of the API stand in ``operations``: ``TABLE`` by method and path as ``api.py`` declares them, ``BODIES``,
what stands in their paths in ``url``, and ``by_hand`` says which operation does what a route of the site does.
"""
