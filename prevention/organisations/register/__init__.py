"""Reading Skolverket's school register: the planned-educations API, version 4, from files or from the service."""
