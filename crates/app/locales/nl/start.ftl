start-title = Edubadges en microcredentials
start-heading = Laat zien wat je kunt
start-lead = Insigne is het platform waarop onderwijsinstellingen edubadges en microcredentials uitreiken. Jij bewaart ze een leven lang. Iedereen kan nagaan of ze echt zijn.
start-search-label = Zoek in de catalogus
start-search-hint = Waar wil je meer over leren?
start-search = Zoek
start-do = Wat wil je doen?
start-collect = Verzamelen
start-collect-text = Claim je edubadges, bewaar ze in je backpack en deel ze met wie jij wilt.
start-collect-do = Open je backpack
start-collect-note = Je logt in met eduID. Nog geen eduID? Dat regel je in een minuut.
start-browse = Ontdekken
start-browse-text = Bekijk wat je kunt leren en wat een edubadge precies betekent.
start-browse-do = Bekijk de catalogus
start-browse-note = Van mbo tot universiteit.
start-award = Uitreiken
start-award-text = Ontwerp badge classes en reik ze uit, aan één persoon of aan duizenden tegelijk.
start-award-do = Naar de issuer portal
start-award-note = Op uitnodiging. Vraag het de beheerder van je instelling.
start-verify = Heb je een edubadge gekregen van een kandidaat?
start-verify-text = Controleer in een paar tellen of hij echt en geldig is.
start-verify-do = Verifieer een edubadge
start-now = Insigne op dit moment
start-backpacks = { $count ->
    [one] backpack
   *[other] backpacks
}
start-edubadges = { $count ->
    [one] edubadge uitgereikt
   *[other] edubadges uitgereikt
}
start-microcredentials = { $count ->
    [one] waarvan microcredential
   *[other] waarvan microcredentials
}
start-institutions = { $count ->
    [one] instelling
   *[other] instellingen
}
start-what = Wat is een edubadge?
start-what-text = Een digitaal bewijs van iets dat je hebt geleerd. Erin staat wat je kunt, hoeveel werk het was, op welk niveau, hoe je bent getoetst en wie daarvoor instaat. De uitgever zet er een digitale handtekening onder. Daardoor is een edubadge niet na te maken en blijft hij te controleren, ook buiten dit platform.
start-what-more = Lees meer over edubadges
