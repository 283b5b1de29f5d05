catalogue-lead = Find what you want to learn, and what an edubadge is worth.
catalogue-search-label = Search by name, description or learning outcome
catalogue-filters = Filters
catalogue-kind = Type
catalogue-sector = Sector
catalogue-institution = Institution
catalogue-unknown-institution = Unknown institution
catalogue-apply = Apply filters
catalogue-found = { $count ->
    [one] 1 badge class
   *[other] { $count } badge classes
}
catalogue-sort = Sort by
catalogue-sort-name = Name
catalogue-sort-newest = Newest first
catalogue-remove-filter = Remove filter
catalogue-clear = Clear all filters
catalogue-nothing = Nothing found
catalogue-nothing-for = Nothing found for “{ $search }”
catalogue-nothing-text = Check the spelling, try a more general word, or turn filters off.
catalogue-all = See all badge classes
catalogue-pages = Pages
catalogue-page = Page
catalogue-previous = Previous page
catalogue-next = Next page
about-preview-banner = This is a preview: what an employer sees once the draft is published.
about-preview-back = Back to managing it
about-archived-banner = This badge class is no longer awarded. Edubadges that were awarded with it stay valid.
about-older-banner = This is version { $n }, an earlier text of this badge class.
about-older-newest = See today’s text
about-on-behalf-of = on behalf of { $name }
about-about = What is it about?
about-can-do = What can you do when you hold this edubadge?
about-must-do = What do you have to do for it?
about-education = The education
about-quality = Assessment and quality
about-more = More information
about-complete = How complete is this description?
about-complete-text = The European recommendation on micro-credentials names 11 mandatory and 5 optional elements. What is known only when awarding, such as the name and the date, stands on the edubadge itself.
about-on-the-edubadge = (on the edubadge)
about-mandatory = { $n } of 11 mandatory
about-optional = and { $n } of 5 optional European elements stated
about-filled-in = European elements stated
about-version-line = Version { $n }, published on { $date }
about-awarded-times = { $count ->
    [0] not awarded yet
    [one] awarded once
   *[other] awarded { $count } times
}
about-side = About this badge class
about-request = Request
about-request-text = Have you learned what is described here? Then request this edubadge yourself.
about-request-own = For learners of { $institution }.
about-request-listed = For learners of { $institutions }.
about-request-anyone = For anyone with an eduID.
about-request-validated = You need a validated name for it.
about-indicative = indicative
about-formal = formal
about-non-formal = non-formal
about-valid-for = { $period } from claiming
about-grade-shown = Stands on the edubadge
about-fact-kind = Type
about-fact-size = Study load
about-fact-time = Time investment
about-fact-justification = Why this size
about-fact-duration = Duration
about-fact-level = Level
about-fact-language = Language
about-fact-participation = Participation
about-fact-programme = Programme
about-fact-prerequisites = Prerequisites
about-fact-stackability = Stackable
about-fact-validity = Valid
about-fact-assessment = Assessment
about-fact-supervision = Supervision
about-fact-grade = Grade
about-fact-quality = Quality
about-fact-related = Related framework
about-classes = { $count ->
    [0] Badge classes
    [one] 1 badge class
   *[other] { $count } badge classes
}
about-no-classes = Nothing is published here yet.
about-all-classes = See everything of this institution
about-contact = Contact
about-grading-table = Grading table
about-groups = Issuer groups
about-issuers = Issuers
