"""Workday: the directory report (Report-as-a-Service) as JSON, or its CSV; the root of people."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Row, Shape, Sight
from drystone.sources.shapes.record import Record


def read(sight: Sight) -> Iterator[Found] | None:
    """Return one person for each entry of the report."""
    record = sight.record
    if not record.has("Employee_ID") and not record.has("Worker_ID"):
        return None
    return iter([_person(record)])


def _person(record: Record) -> Row:
    manager = record.text("Worker_s_Manager_group.Manager_ID", "Manager_ID", "Manager_Employee_ID")
    if manager is None:
        groups = record.records("Worker_s_Manager_group", "Worker's_Manager_group")
        manager = next((one.text("Manager_ID", "Employee_ID") for one in groups), None)
    names = [part for part in (record.text("First_Name"), record.text("Last_Name")) if part]
    return Row(
        "person",
        record.text("Employee_ID", "Worker_ID"),
        {
            "email": record.text("Email_-_Work", "Email_Work", "Work_Email", "Email", "primaryWorkEmail"),
            "name": record.text("Name", "Preferred_Name", "Worker") or " ".join(names) or None,
            "department": record.text("Cost_Center", "Department", "Supervisory_Organization"),
            "team": record.text("Team", "Sub_Team", "Supervisory_Organization"),
            "title": record.text("businessTitle", "Job_Title", "Position"),
            "manager_id": manager,
            "employment_type": record.text("Worker_Type", "Employee_Type"),
            "status": _status(record),
            "start_date": record.day("Hire_Date", "Start_Date"),
            "end_date": record.day("Termination_Date", "Contract_End_Date", "End_Date"),
            "location": record.text("location", "Work_Location"),
            "timezone": record.text("Time_Zone"),
            "language": record.text("Preferred_Language"),
        },
    )


def _status(record: Record) -> str | None:
    if record.truth("On_Leave") or "leave" in (record.text("Worker_Status", "Status") or "").lower():
        return "leave"
    active = record.truth("Active_Status", "Active", "Currently_Active")
    if active is None:
        word = (record.text("Worker_Status", "Status") or "").lower()
        return "left" if word.startswith("terminat") else "active" if word == "active" else None
    return "active" if active else "left"


SHAPE = Shape(
    "workday",
    "Workday directory report: Report_Entry as JSON, or CSV with the same names",
    ("person",),
    read,
    accepts=frozenset({"json", "csv"}),
    header=frozenset({"employeeid", "workerid"}),
)
