award-title = Award
award-ways = Way of awarding
award-one = A few people
award-many = From a file
award-mail = Email address
award-mail-hint = We send the invitation here.
award-by = How do we recognise this person?
award-by-eppn = By EPPN
award-by-eppn-hint = For somebody at an institution. Only that person can claim.
award-by-name = By name
award-by-name-hint = For somebody from outside. Whoever gets the mail can claim.
award-eppn = EPPN
award-eppn-hint = Looks like s.degroot@uvv.example.
award-first-name = First name
award-last-name = Last name
award-extra = Grade, narrative and evidence
award-grade = Grade
award-narrative = Narrative
award-narrative-hint = Will be in the edubadge.
award-evidence-url = Link to evidence
award-evidence-name = Name of the evidence
award-evidence-description = Description of the evidence
award-note = A personal word in the mail
award-note-optional = (optional)
award-when = When?
award-now = Now
award-later = Later
award-date = Date
award-time = Time
award-renew = Award again anyway
award-do = Award
award-what-happens = What happens?
award-step-mail = The recipient gets a mail with a link.
award-step-claim = They sign in with eduID and see exactly what will be in the edubadge.
award-step-backpack = After claiming it is in their backpack.
award-period = It can be claimed for { $days } days. We remind after 20 and 40 days, and a week before the end.
award-batches = Latest batches
award-file = Choose a file
award-file-hint = Excel (xlsx) or CSV, up to 50,000 rows and 20 MB.
award-file-drag = You can drag it here.
award-file-dry = We read the file and show for each row whether it is right.
award-file-nothing-sent = Nothing is sent yet.
award-file-check = Check the file
award-file-help = Help with the file
award-file-example = Begin with an example
award-file-or-name = or first and last name
award-file-required = required
award-file-optional = optional
award-file-rest = Grade, narrative, evidence
award-column-mail = Email
award-column-eppn = EPPN
award-column-first-name = First name
award-column-last-name = Last name
award-column-narrative = Narrative
award-column-evidence-url = Evidence URL
award-column-evidence-name = Name of evidence
award-column-evidence-description = Description of evidence
award-column-grade = Grade
award-column-row = Row
award-column-problem = What is wrong
award-column-name = Name
award-column-status = Status
award-column-recipient = Recipient
award-column-since = Since
award-example-narrative = Well-founded advice.
award-example-evidence-name = Portfolio
award-example-evidence-description = Three worked cases.
award-example-grade = passed
award-file-title = Check the file
award-file-lead = { $name }, { $rows } rows. Nothing was sent yet.
award-filter = Filter by status
award-filter-all = all rows
award-filter-ready = ready
award-filter-wrong = to correct
award-filter-skipped = left out
award-rows = Rows of the file
award-no-rows = There are no rows here.
award-cell = { $field } in row { $row }
award-wrong-download = Download what is still wrong (CSV)
award-recheck = Check again
award-wishes = What goes with it?
award-hold = With more than 500 recipients we wait ten minutes before sending. Until then you can stop.
award-sure-yes = Yes, award
award-next-page = Next rows
award-first-page = Back to the beginning
award-row-ready = Ready
award-row-wrong = To correct
award-row-twice = Twice in the file
award-row-held = Has this edubadge already
award-row-open = Has an offer already
award-people = { $count ->
    [0] Nobody gets a mail yet.
    [one] 1 person gets a mail.
   *[other] { $count } people get a mail.
}
award-do-many = { $count ->
    [one] Award 1 edubadge
   *[other] Award { $count } edubadges
}
award-sure-title = { $count ->
    [one] Award 1 edubadge?
   *[other] Award { $count } edubadges?
}
award-sure-wrong = { $count ->
    [one] 1 row is still wrong and gets nothing.
   *[other] { $count } rows are still wrong and get nothing.
}
award-sure-skipped = { $count ->
    [one] We leave out 1 row.
   *[other] We leave out { $count } rows.
}
batch-title = Batch of { $date }
batch-lead = { $name } · by { $awarder }
batch-recipients = Recipients in this batch
batch-none = There are no recipients here.
batch-progress = Progress
batch-of = { $n } of { $total }
batch-leave = You can close this page. You get a mail when everything is done.
batch-held = Sending begins on { $at }. Until then you can stop; nobody got anything yet.
batch-scheduled = Planned for { $at }. Until then you can stop; nobody got anything yet.
batch-finished-at = Everything was made on { $at }.
batch-cancelled-at = Stopped on { $at }. Nobody got anything.
batch-cancel = Stop this batch
batch-state-scheduled = Planned
batch-state-held = Waits ten minutes
batch-state-running = Being prepared
batch-state-sending = Being sent
batch-state-done = Done
batch-state-cancelled = Stopped
batch-filter-all = all
batch-done = { $count ->
    [0] Done: no mail was sent.
    [one] Done: 1 mail sent.
   *[other] Done: { $count } mails sent.
}
batch-left-out = { $count ->
    [one] 1 recipient was left out, because an offer was open already.
   *[other] { $count } recipients were left out, because an offer was open already.
}
batch-size = { $count ->
    [one] 1 recipient
   *[other] { $count } recipients
}
delivery-scheduled = Planned
delivery-queued = In the queue
delivery-sent = Sent
delivery-failed = Not delivered
delivery-opened = Viewed
delivery-claimed = Claimed
delivery-declined = Declined
delivery-expired = Expired
delivery-withdrawn = Withdrawn
delivery-reason-not-me = Says: this isn't me.
delivery-reason-no-more-mails = Wants no more mail from here.
delivery-reason-address-unusable = We can't mail to this address.
delivery-reason-no-claim-link = The link could not be made. Award again.
flash-award-made = Awarded. The mail is leaving now.
flash-award-planned = The award is ready to go.
flash-award-rechecked = The rows were checked again.
flash-award-rows-changed = Something about the rows has changed. Have another good look before you award; nothing was sent.
flash-batch-cancelled = The batch was stopped. Nobody got anything.
flash-claim-declined = Thank you. We have passed on that you don't want this edubadge.
flash-claim-not-me = Thank you. We have passed on that this edubadge isn't for you.
flash-claim-no-more-mails = You get no more mail about this from us at this address.
error-eppn = This is not a valid EPPN.
error-eppn-pattern = This EPPN doesn't fit your institution.
error-eppn-or-name = Fill in an EPPN, or a first and last name.
error-required-by-class = This badge class asks for it.
error-own = This is you. Nobody awards themselves; ask a colleague.
error-twice = The same as row { $row }. We leave this row out.
error-held = Since { $since }. Unless you tick the box we leave this out.
error-open-award = An offer of this edubadge is open for this person already.
error-renew = Has this edubadge already and gets it again.
error-moment = Fill in a date and a time.
error-moment-past = This moment has passed.
error-moment-too-far = Choose a moment within a year.
error-file-required = Choose a file.
error-file-empty = The file is empty.
error-file-only-header = The file has column names only, no rows.
error-file-no-mail-column = We find no column with email addresses. Call that column “Email”, or begin with our example.
error-file-not-a-table = This is no table with email addresses that we can read. Begin with our example, or save your file as Excel (xlsx) or CSV.
error-file-old-excel = This is an old Excel file or a file with a password. Save it as xlsx without a password.
error-file-unreadable = The Excel file is damaged or no real xlsx file. Open it and save it as xlsx again.
error-file-unpacks-too-large = This Excel file becomes too large when unpacked. Copy just the rows with recipients to a new file.
error-file-too-many-rows = This file has too many rows: at most { $max }. Split it into more files.
error-file-open-quote = In row { $row } a quotation mark is left open. Close it, or save the file as Excel (xlsx).
conflict-class-not-published = This badge class is not published.
conflict-direct-awards-off-institution = Your institution has switched direct awards off.
conflict-direct-awards-off-class = Direct awards are off for this badge class.
conflict-no-legal-basis = Your institution has chosen no legal basis for this type. An admin of the institution can do so.
conflict-batch-not-waiting = This batch doesn't wait any more: sending has begun, or it was stopped already.
conflict-file-awarded = This file was awarded from already.
conflict-no-ready-rows = No row is ready yet.
conflict-rows-changed = Something about the rows has changed since the check.
claim-title = An edubadge is waiting for you
claim-lead = { $institution } would like to give you { $name }. You can claim it until { $until }.
claim-with = Claim it with your eduID
claim-with-text = With eduID you keep all your edubadges in one place, also when you are no longer a student.
claim-sign-in = Sign in with eduID
claim-make-eduid = Make an eduID
claim-how = No eduID yet? This is how it works
claim-how-make = Make an eduID at eduid.nl.
claim-how-private = Use your private address: you keep it after your studies or job.
claim-how-link = Link your institution to your eduID. Then your name is validated.
claim-how-back = Come back through the link in the mail and claim your edubadge.
claim-rather-not = Rather not?
claim-no-account = You need no account for that.
claim-decline = I don't want this edubadge
claim-decline-do = Decline
claim-not-me = I'm not the person who is meant here
claim-not-me-do = This isn't me
claim-no-more-mails = I want no more mail about this
claim-no-more-mails-do = Send no more mail
claim-why = Why do I get this?
claim-why-text = { $institution } gave us your email address to be able to offer you this edubadge. If you don't claim it, we erase your data 30 days after it ended.
claim-ended-claimed = This edubadge was claimed already
claim-ended-claimed-text = Sign in to see it in your backpack.
claim-ended-declined = This edubadge was declined
claim-ended-declined-text = Changed your mind? Sign in with eduID; you can undo that until { $until }.
claim-ended-expired = The time for claiming is over
claim-ended-expired-text = Ask { $institution } to award it again.
claim-ended-withdrawn = This offer was withdrawn
claim-ended-withdrawn-text = Questions? Contact { $institution }.
award-add = Another recipient
award-remove = Remove this recipient
award-recipient = Recipient
award-search = Search by name, email address or EPPN
award-column-number = Order
award-column-ends = Claim until
award-column-awarded = Awarded
award-column-reason = Reason
award-correct = Is the address wrong?
award-correct-text = Correct it here. We send a new email, the time to claim starts again and the old link stops working.
award-correct-do = Correct and send again
award-correct-save = Save the right address
award-history = What happened
award-made-by = Awarded
award-about = About this award
award-plea-open = { $name } says that this edubadge is really theirs.
awards-sheet = Awarded edubadges
awards-select-all = Choose all recipients
awards-picked = { $n } chosen
awards-picked-one = 1 chosen
awards-with-picked = With the chosen recipients:
awards-resend = Send again
awards-extend = Give more time
awards-withdraw = Withdraw
awards-reason = Why do you withdraw?
awards-reason-hint = Only you and your colleagues read this.
awards-until = Can be claimed until
awards-until-hint = Who has longer already keeps that.
awards-resend-title = { $count ->
    [one] Send 1 email again?
   *[other] Send { $count } emails again?
}
awards-resend-text = { $count ->
    [one] This recipient gets the email once more. The time to claim starts again.
   *[other] These { $count } recipients get the email once more. The time to claim starts again.
}
awards-resend-do = { $count ->
    [one] Send 1 email again
   *[other] Send { $count } emails again
}
awards-extend-title = { $count ->
    [one] Give 1 recipient more time?
   *[other] Give { $count } recipients more time?
}
awards-extend-text = { $count ->
    [one] This recipient gets no email now, but a reminder one week before the end.
   *[other] These { $count } recipients get no email now, but a reminder one week before the end.
}
awards-extend-do = { $count ->
    [one] Give 1 recipient more time
   *[other] Give { $count } recipients more time
}
awards-withdraw-title = { $count ->
    [one] Withdraw 1 offer?
   *[other] Withdraw { $count } offers?
}
awards-withdraw-text = { $count ->
    [one] This recipient can no longer claim the edubadge; the link in the email says so. You can't undo this. The offer stays in the list.
   *[other] These { $count } recipients can no longer claim the edubadge; the link in the email says so. You can't undo this. They stay in the list.
}
awards-withdraw-do = { $count ->
    [one] Withdraw 1 offer
   *[other] Withdraw { $count } offers
}
flash-awards-none-open = None of these is open any more.
flash-awards-resend = Sent again: { $n }.
flash-awards-extend = Given more time: { $n }.
flash-awards-withdraw = Withdrawn: { $n }.
flash-award-corrected = The address was corrected.
batch-all-batches = All batches of this badge class
batch-claim-rate = claim rate
batch-extend-all = Give all more time
batch-withdraw-all = Withdraw all
batch-resend-failed = { $count ->
    [one] Send 1 undelivered email again
   *[other] Send { $count } undelivered emails again
}
batch-source-form = Form
batch-source-file = File
batches-title = Batches
batches-search = Search by who awarded or by the personal word
batches-source = Way
batches-none = Nothing was awarded of this badge class yet.
batches-open-awards = All open offers
batches-column-made = Made
batches-column-awarder = By
batches-column-size = Recipients
batches-column-open = Open
open-awards-title = Open offers
open-awards-lead = Who can still claim this edubadge, from all batches.
open-awards-none = Nothing is open.
class-see-open-awards = Open offers
class-see-batches = Batches
delivery-reason-resent = Sent again.
delivery-reason-extended = Given more time.
delivery-reason-corrected = Address corrected.
delivery-reason-given = Given to who said it is theirs.
pleas-title = Whose edubadge is this?
pleas-lead = These people say that an edubadge is meant for them. See whether that is right.
pleas-none = Nobody waits for an answer
pleas-back = To your institution
pleas-waiting = { $count ->
    [one] 1 person says that an edubadge is meant for them.
   *[other] { $count } people say that an edubadge is meant for them.
}
plea-look = Look
plea-who = Who
plea-class = Edubadge
plea-for = Awarded to
plea-asked = Asked
plea-title = { $name } says: this is my edubadge
plea-compare = Compare
plea-the-award = The award
plea-the-person = Who asks for it
plea-name = Name
plea-unknown = not given
plea-name-unvalidated = (not validated)
plea-give = It is right
plea-give-text = Only this person can claim the edubadge from then on. The link in the old email stops working.
plea-give-do = Give the edubadge to this person
plea-refuse = It isn't right
plea-reason = Why not?
plea-reason-hint = Who asked reads this.
plea-refuse-do = Refuse
plea-see-award = See the award
plea-state-given = Given
plea-state-refused = Refused
plea-state-lapsed = Lapsed: the offer is no longer there
flash-plea-given = The edubadge was given. The recipient gets an email.
flash-plea-refused = Refused. Who asked gets an email with your reason.
flash-plea-made = Sent. Whoever awarded this edubadge decides. You'll get an email.
offer-plea = Why is this edubadge yours?
offer-plea-hint = For example: I have another email address than my school knows. Whoever decides also sees your name and email address.
offer-plea-do = This edubadge is mine
offer-ask-mail = Rather send an email?
offer-plea-open = You asked for this edubadge. Whoever awarded it looks at it. You'll get an email.
offer-plea-given = The edubadge was given to you.
offer-plea-refused = The issuer says that this edubadge isn't for you:
offer-plea-lapsed = This offer is no longer there.
offer-state-declined = This edubadge was declined
mail-plea-title = Whose is “{ $name }”?
mail-plea-text = Somebody says that an edubadge “{ $name }” that you awarded is meant for them. Only the email address or account doesn't match. Would you see whether that is right?
mail-plea-open = Look and decide
mail-plea-why = You get this email because you awarded this edubadge.
mail-plea-given-title = “{ $name }” is yours
mail-plea-given-text = { $institution } gave the edubadge “{ $name }” to you. You can claim it now.
mail-plea-given-open = Look and claim
mail-plea-refused-title = “{ $name }” isn't for you
mail-plea-refused-text = { $institution } looked whether the edubadge “{ $name }” is meant for you, and says it isn't:
mail-plea-refused-open = Look
mail-plea-decided-why = You get this email because you said that this edubadge is yours.
error-twice-in-form = This person stands above already.
error-too-many-recipients = Choose one to { $max } recipients. Do you have more? Then use a file.
error-moment-skipped = This time doesn't exist: the clock goes forward an hour then. Choose another time.
error-moment-twice = This time comes twice that night, since the clock goes back an hour. Choose another time.
error-extend-day = Choose a day.
error-extend-past = Choose a day after today.
error-extend-too-far = Choose a day within a year.
error-address-unchanged = This is the address that was there already. Do you only want to send the email again? Then choose “Send again”.
conflict-plea-not-needed = This edubadge is yours already: you can just claim it.
conflict-plea-made = You asked for this already.
conflict-plea-decided = This was decided already.
conflict-plea-has-award = Another offer of this edubadge is open for this person already. Withdraw one of them first.
error-bounce-unreadable = This is no notification about an email that wasn't delivered (RFC 3464).
error-bounce-forged = The address to which this notification came was not made by us.
error-bounce-whose = This notification doesn't say which email it is about.
