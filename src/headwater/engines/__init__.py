"""Django's databases with what this project asks more of them: ENGINEs of DATABASES."""
