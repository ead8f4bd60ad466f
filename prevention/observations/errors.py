"""Why an observation is refused. The text is what the person is told."""


class ObservationRefused(ValueError):
    """It cannot be asked for or written as told."""


class LessonNotOffered(ObservationRefused):
    """The lesson is not of the school, or somebody is asked to observe it already."""


class RatesOwnLesson(ObservationRefused):
    """Whoever leads the class, or logged the lesson, is no second rater."""


class ObservationWritten(ObservationRefused):
    """What was seen is never deleted."""
