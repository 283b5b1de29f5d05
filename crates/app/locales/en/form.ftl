form-errors-title = Something isn't right yet
form-errors-text = Nothing was changed, and all you typed is still there. This needs mending:
form-errors-text-kept = Everything you typed is saved. This still needs to be put right:
form-save = Save
form-cancel = Cancel
