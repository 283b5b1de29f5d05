# The tree: archive, restore, delete; forms of institutions, issuer groups and issuers; tags.
flash-node-archived = { $name } is in the archive now.
flash-node-restored = { $name } is back from the archive.
flash-node-deleted = { $name } is deleted.
life-archive = Archive
life-restore = Restore
life-delete = Delete
life-do-archive = Put in the archive
life-do-restore = Restore from the archive
life-do-delete = Delete for good
life-back = Back to { $name }
life-section = Archive or delete
life-blocked = This can’t be done yet
life-archive-institution-title = Archive { $name }?
life-archive-institution-text = Nothing can be awarded any more, and the institution leaves the catalogue. Edubadges that people have stay valid. You can restore it later.
life-archive-issuer-group-title = Archive the issuer group { $name }?
life-archive-issuer-group-text = Nothing can be added to it any more. You can restore it later.
life-archive-issuer-title = Archive the issuer { $name }?
life-archive-issuer-text = No badge classes can be added to it any more. Edubadges that people have stay valid. You can restore it later.
life-archive-badge-class-title = Archive the badge class { $name }?
life-archive-badge-class-text = It can’t be awarded or requested any more. Edubadges that people have stay valid. You can restore it later.
life-restore-institution-title = Restore { $name }?
life-restore-institution-text = Its admins can work again. What is archived below stays so until they restore it.
life-restore-issuer-group-title = Restore the issuer group { $name }?
life-restore-issuer-group-text = The issuers in it stay in the archive until you restore them.
life-restore-issuer-title = Restore the issuer { $name }?
life-restore-issuer-text = Its badge classes stay in the archive until you restore them.
life-restore-badge-class-title = Restore the badge class { $name }?
life-restore-badge-class-text = If it was published, it is in the catalogue and can be awarded again at once. If not, it is a draft again.
life-delete-institution-title = Delete { $name }?
life-delete-institution-text = The institution goes with all that is below it. This can’t be undone.
life-delete-issuer-group-title = Delete the issuer group { $name }?
life-delete-issuer-group-text = The issuer group goes with all that is in it. This can’t be undone.
life-delete-issuer-title = Delete the issuer { $name }?
life-delete-issuer-text = The issuer goes with all its badge classes. This can’t be undone.
life-delete-badge-class-title = Delete the badge class { $name }?
life-delete-badge-class-text = The badge class goes with all its versions. This can’t be undone.
life-goes = This goes too
life-goes-groups = { $count ->
    [one] 1 issuer group
   *[other] { $count } issuer groups
}
life-goes-issuers = { $count ->
    [one] 1 issuer
   *[other] { $count } issuers
}
life-goes-classes = { $count ->
    [one] 1 badge class
   *[other] { $count } badge classes
}
life-goes-roles = { $count ->
    [one] 1 role that somebody has here
   *[other] { $count } roles that people have here
}
life-blocks-already-archived = It is in the archive already.
life-blocks-not-archived = It isn’t in the archive.
life-blocks-below-institution = { $count ->
    [one] 1 issuer group is not archived. The institution’s admins can archive it.
   *[other] { $count } issuer groups are not archived. The institution’s admins can archive them.
}
life-blocks-below-issuer-group = { $count ->
    [one] 1 issuer is not archived. Archive it first:
   *[other] { $count } issuers are not archived. Archive them first:
}
life-blocks-below-issuer = { $count ->
    [one] 1 badge class is not archived. Archive it first:
   *[other] { $count } badge classes are not archived. Archive them first:
}
life-blocks-more = and more
life-blocks-open-awards = { $count ->
    [one] 1 offer is still open. Wait until it is dealt with, or withdraw it.
   *[other] { $count } offers are still open. Wait until they are dealt with, or withdraw them.
}
life-blocks-unfinished-batches = { $count ->
    [one] 1 batch of awards is still being sent or waits for its moment.
   *[other] { $count } batches of awards are still being sent or wait for their moment.
}
life-blocks-open-requests = { $count ->
    [one] 1 request is still open. Answer it first.
   *[other] { $count } requests are still open. Answer them first.
}
life-blocks-parent-archived = What it belongs to is in the archive. Restore that first.
life-blocks-name-in-use = Another one has the same name by now. Give this one another name first.
life-blocks-issued = Something was awarded from here. It must stay verifiable, so this can’t be deleted any more.
life-way-class = To the badge class
life-way-parent = See what is archived
life-way-name = Change the name
life-way-archive = Archive it instead
conflict-already-archived = This is in the archive already.
conflict-not-archived = This isn’t in the archive.
conflict-children-not-archived = Something below it is not archived yet.
conflict-unfinished-batches = Awards are still being sent, or wait for their moment.
conflict-name-in-use = Another one has the same name by now. Give this one another name first.
conflict-issued = Something was awarded from here. It must stay verifiable, so this can’t be deleted any more.
form-logo-now = The logo as it is now
form-logo-remove = Remove this logo
institution-logo-nl = Logo in Dutch
institution-logo-nl-hint = PNG, JPEG, WebP or SVG, at least 90 by 90 pixels. Without an English one it serves both languages.
institution-logo-en = Logo in English
institution-logo-en-hint = Only if it differs.
group-logo-nl = Logo in Dutch
group-logo-nl-hint = PNG, JPEG, WebP or SVG, at least 90 by 90 pixels. Without one, the institution’s logo stands here.
group-logo-en = Logo in English
group-logo-en-hint = Only if it differs.
group-linkedin-id = LinkedIn organisation number
group-linkedin-id-hint = Digits only. Empty: the institution’s number.
group-sector-hint = Fixed once something was awarded from here.
group-on-behalf-of-logo = Logo of that organisation
group-on-behalf-of-logo-hint = PNG, JPEG, WebP or SVG, at least 90 by 90 pixels.
issuer-logo-nl = Logo in Dutch
issuer-logo-nl-hint = PNG, JPEG, WebP or SVG, at least 90 by 90 pixels. Without one, the logo of the issuer group or the institution stands here.
issuer-logo-en = Logo in English
issuer-logo-en-hint = Only if it differs.
issuer-linkedin-id = LinkedIn organisation number
issuer-linkedin-id-hint = Digits only. Empty: the number of the issuer group or the institution.
institution-audience-hint = We check it when somebody claims.
institution-audience-which = Which institutions?
institution-audience-list = Whose learners may be awarded too?
audience-listed = Own learners and those of chosen institutions
institution-eppn-example = Try it
institution-eppn-example-hint = Type an EPPN as your learners have it, such as s1234567@uvv.example. It isn’t kept.
eppn-try = Try the pattern
eppn-try-title = Try a pattern for EPPNs
eppn-trial-matches = This EPPN fits the pattern.
eppn-trial-differs = This EPPN doesn’t fit the pattern.
eppn-trial-no-example = Type an EPPN to see whether it fits.
eppn-trial-unusable = This pattern can’t be used: it isn’t a regular expression, or it takes too much work. Looking behind and referring back aren’t possible.
error-sector-fixed = Something was awarded from here, so the sector is fixed.
error-audience-list = Choose at least one institution.
class-tags = Internal tags
class-no-tags = None
tags-title = Internal tags
tags-lead = Your own words for badge classes, to find them by. Only staff see them.
tags-none = There are no tags yet.
tag-name = Tag
tag-name-hint = A word or a few, such as a project or a year.
tag-add = Add this tag
tag-column-classes = On
tag-column-actions = Actions
tag-classes = { $count ->
    [0] no badge classes
    [one] 1 badge class
   *[other] { $count } badge classes
}
tag-delete = Delete this tag
tag-delete-title = Delete the tag { $name }?
tag-delete-text = { $count ->
    [0] It isn’t on any badge class. This can’t be undone.
    [one] It disappears from this badge class. This can’t be undone.
   *[other] It disappears from these { $count } badge classes. This can’t be undone.
}
tag-of-class-title = Internal tags of a badge class
tag-tag = Tags
tag-tag-hint = At most 20. Only staff see them.
tag-none-offered = Your institution has no tags yet. An admin of the institution can add them.
tag-change = Change
flash-tag-added = The tag { $name } was added.
classes-tag = Tag
error-tag-archived = This tag is in the archive. Restore it below.
error-tag-not-offered = One of these tags isn’t there any more. Choose again.
groups-title = Issuer groups
issuers-title = Issuers
tree-search = Search by name
tree-column-name = Name
tree-state-active = Active
tree-state-archived = Archive
