"""Everything that changes surveys, events and meetings. Import the module: `surveys.services.publish_survey(...)`."""
