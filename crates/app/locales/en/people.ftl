# People at a place in the tree.
people-title = People
people-title-of = People at { $name }
people-lead = Who may do what at { $name }?
people-none = Nobody has a role here yet
people-invite = Invite people
people-select = Select
people-select-one = Select { $name }
people-change = Change
people-remove = Remove
people-remove-short = Remove
people-because = Because of a role higher up: { $standing } ({ $name })
people-last-admin = The last admin of the institution stays until there is a second one.
people-until = Until { $date } inclusive
people-invitations = Invitations
people-no-invitations = No invitations are open.
people-column-state = How it stands
people-invited-by = By { $name }, on { $date }.
people-invited-until = Can be accepted until { $date }.
people-again = Send again
people-picked = { $n } selected
people-picked-one = 1 selected
people-with-picked = With what you selected
people-role = Role
people-last-day = Last day
people-last-day-hint = After this day the role ends by itself. Empty: it has no end.
people-last-day-optional = (optional)
people-role-title = Role of { $name }
people-remove-title =
    { $count ->
        [one] Do you want to remove this?
       *[other] Do you want to remove these { $count }?
    }
people-remove-lead = At { $name }. A role ends at once, also for who is signed in now. An invitation can’t be accepted any more.
people-remove-own = A role of your own is among these.
people-remove-invitation = Invitation as { $role }
invitation-state-queued = Being sent
invitation-state-sent = Invited
invitation-state-failed = Mail didn’t arrive
invitation-state-expired = Expired

# Inviting.
invite-title = Invite people to { $name }
invite-lead = Each gets a mail with a link. Who signs in through your institution with that address gets the role. That works for 30 days.
invite-sent = Invited: { $names }. Below is what isn’t right yet.
invite-row = Invitation { $n }
invite-mail-one = E-mail address
invite-role-one = Role
invite-last-day-one = Last day of the role
invite-last-day-one-optional = (optional)
invite-more = More people
invite-roles = What the roles may do
invite-do = Send invitations
role-means-admin = May do everything here and below: create, edit, archive, award, revoke and manage people.
role-means-owner = May do everything with this badge class, also revoke, archive and manage people.
role-means-editor = May edit the badge class, award and decide on requests. Revokes their own awards only.
role-means-awarder = May award and decide on requests. Revokes their own awards only.
role-means-quality-officer = Approves badge classes before they are published. Comes on top of another role.
role-means-auditor = Reads everything, the audit trail and figures too, and changes nothing. Comes on top of another role.
role-means-operator = Runs the platform: institutions, frameworks and terms.

# A role with the place where it sits.
standing-institution-admin = Admin of the institution
standing-issuer-group-admin = Admin of the issuer group
standing-issuer-admin = Admin of the issuer
standing-owner = Owner of the badge class
standing-editor = Editor of the badge class
standing-issuer-group-awarder = Awarder of the issuer group
standing-issuer-awarder = Awarder of the issuer
standing-awarder = Awarder of the badge class
standing-quality-officer = Quality officer of the institution
standing-auditor = Auditor of the institution
level-platform = Platform
level-institution = Institution
level-issuer-group = Issuer group
level-issuer = Issuer
level-badge-class = Badge class

# Users of the institution.
users-title = Users
users-lead = Everyone with a role at the institution or anywhere below. The list that you take away has a line for each role.
users-search = Search by name or e-mail address
users-to-people = People at the institution itself
users-column-name = Name
users-column-mail = E-mail address
users-column-highest = Highest role
users-column-roles = Roles
users-column-role = Role
users-column-level = Kind of place
users-column-node = Place
users-column-since = Since
users-column-last-day = Last day
users-no-end = No end
user-lead = Roles at { $institution }. A role also holds for everything below.
own-roles-title = My roles
own-roles-lead = A role holds at the place itself and for everything below.
own-roles-none = You have no role now
own-roles-none-text = Your roles work when you sign in with the account of your institution. An admin of your institution can invite you.
account-roles-where = See where you have which role

# What may I do here, and why?
rights-title = What may I do here, and why?
rights-none = You may see this place because you have a role at the institution. Nothing more.
rights-because = Because you are: { $standing }
rights-together = By your roles together
right-node-create-below = Create something new below
right-node-edit = Edit
right-class-publish = Publish
right-class-approve-publication = Approve publication
right-node-archive = Archive
right-award-make = Award edubadges
right-request-decide = Decide on requests
right-edubadge-revoke = Revoke edubadges
right-edubadge-revoke-own = Revoke edubadges that you awarded yourself
right-people-read = See who has a role here and who got an edubadge
right-people-manage = Invite people, change and end their roles
right-people-give-hats = Name quality officers and auditors
right-insights-read = See the figures
right-audit-read = Read the audit trail

# The link in an invitation.
invitation-title = Invitation
invitation-for = You are invited by { $institution }
invitation-until = Can be accepted until
invitation-sign-in-text = Sign in with your account of { $institution }, with the mail address at which you got this invitation. Then you have the role at once.
invitation-sign-in = Sign in through your institution
invitation-for-another = You are signed in with another mail address, or through another institution than { $institution }. Sign in with the address at which you got the invitation, or ask for one to your present address.
invitation-accept = Accept the invitation
invitation-accepted = Welcome, you can begin
invitation-accepted-text = Your role: { $role }, { $name }.
invitation-begin = Get started
invitation-over = This invitation is no longer valid
invitation-over-text = It was used already or has expired. Ask an admin of { $institution } for a new one.

# The operator names another.
admin-replace = Replace an admin
admin-replace-text = Only use this when the institution’s admins can’t solve it themselves, for example because the last one has left. All admins get a mail with your reason.
admin-replace-do = Replace this admin
replacement-replaced = Who is no longer an admin?
replacement-new-admin = E-mail address of the new admin
replacement-new-admin-hint = Who signs in through the institution with this verified address within 30 days becomes an admin.
replacement-reason = Reason
replacement-reason-hint = This text is in the mail and stays in the audit trail. Mention no names.

flash-invited = Invited: { $names }
flash-invited-many = { $n } invitations were sent.
flash-invited-again = The invitation was sent again to { $mail }.
flash-role-changed = The role of { $name } was changed.
flash-role-removed = The role was removed.
flash-invitation-withdrawn = The invitation was withdrawn.
flash-people-removed = Roles removed: { $roles }. Invitations withdrawn: { $invitations }.
flash-people-nothing-selected = Select one or more people or invitations first.
error-people-nothing-selected = Select one or more people or invitations first.
error-invite-twice = This address stands above already.
error-invite-held = Who has this address already has a role here. Change that in the list of people.
error-invite-besides = Who has this address has another role on this branch that this one doesn’t include. Change or remove that first.
error-invite-open = This address was invited here already. Send the invitation again from the list of people.
error-invite-no-right = You can’t give this role here.
error-role-day = Enter a day, such as 2027-12-31.
error-role-day-past = This day is over already.
error-role-held = This person already has a role higher up that may do all this.
error-role-besides = This person has another role on this branch that this one doesn’t include. Change or remove that first.
error-role-hat = This role comes on top of another. Remove it, and invite the person again if needed.
error-already-admin = This address is an admin’s already.
conflict-last-admin = This is the last admin of the institution without an end date. Invite a second one first.
conflict-invitation-over = This invitation was used, has expired or was withdrawn.
conflict-invitation-role-ended = The last day of this role is over. Invite again, with another day.
conflict-invitation-for-another = This invitation is for another mail address than the one with which you signed in.
conflict-invitation-besides = You have another role on this branch that this one doesn’t include. Ask an admin to change that first.
conflict-admin-gone = This person is no longer an admin.

mail-invitation-title = Invitation from { $institution }
mail-invitation-text = { $by } invites you to work with edubadges at { $institution }.
mail-invitation-text-nobody = You are invited to work with edubadges at { $institution }.
mail-invitation-role = Your role will be: { $role } ({ $name }).
mail-invitation-role-ends = You have that role until { $date } inclusive.
mail-invitation-how = Sign in with the account of your institution, with the address { $mail }.
mail-invitation-until = You can do so until { $date }.
mail-invitation-open = See the invitation
mail-invitation-why = You get this mail because an admin at { $institution } gave your address. If you don’t want this, you need do nothing.
mail-replaced-admin-title = Another admin for { $institution }
mail-replaced-admin-text = The operator has replaced an admin of { $institution }. No longer an admin: { $name }.
mail-replaced-admin-reason = The reason:
mail-replaced-admin-why = You get this mail because you are or were an admin of { $institution }.
