"""What happens to attendance. Import the module: `attendance.services.record_stamp`."""
