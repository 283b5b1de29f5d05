list-show = Toon
list-all = Alles
list-found =
    { $count ->
        [0] Niets gevonden
        [one] { $n } regel
       *[other] { $n } regels
    }
list-take-away = Neem deze lijst mee:
list-remove-filter = Haal dit filter weg
list-clear = Toon alles
list-nothing = Niets past bij wat je koos
list-nothing-text = Haal een filter weg, of zoek op iets korters.
list-pages = Pagina’s van deze lijst
list-previous = Vorige
list-next = Volgende
list-sort = Sorteer op
list-turned = { $sort }, andersom
