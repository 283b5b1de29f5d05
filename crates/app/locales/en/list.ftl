list-show = Show
list-all = All
list-found =
    { $count ->
        [0] Nothing found
        [one] { $n } row
       *[other] { $n } rows
    }
list-take-away = Take this list away:
list-remove-filter = Remove this filter
list-clear = Show everything
list-nothing = Nothing fits what you chose
list-nothing-text = Take a filter off, or search for something shorter.
list-pages = Pages of this list
list-previous = Previous
list-next = Next
list-sort = Sort by
list-turned = { $sort }, the other way round
