"""What people and programs are served over HTTP."""
