"""Rules: rules/<stage>/<id>.py, one file is one failure cause or symptom."""
