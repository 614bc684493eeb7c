"""Fills a provisioned Samba domain, before it is served.

Usage: seed.py SMB_CONF, with {"seed": DirectorySeed, "lockout": LockoutPolicy} (lib/local/directory) as JSON on stdin.
SamDB is used because samba-tool fails on names with a comma or a backslash.
"""
import json
import os
import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

NORMAL = 0x200
DISABLED = 0x2
# DSDB_CONTROL_PASSWORD_BYPASS_LAST_SET_OID, which has no name in Python: takes a pwdLastSet other than 0 and now.
BACKDATE = ["local_oid:1.3.6.1.4.1.7165.4.3.20:0"]
YEAR_2020 = "132223104000000000"

lp = LoadParm()
lp.load(sys.argv[1])
db = SamDB(url=lp.private_path("sam.ldb"), session_info=system_session(), lp=lp)
base = str(db.domain_dn())


def escape(value):
    return "".join("\\" + c if c in '\\,+"<>;=#' else c for c in value)


def replace(dn, controls=(), **attributes):
    message = ldb.Message(ldb.Dn(db, dn))
    for name, value in attributes.items():
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, list(controls))


def units(seed):
    names = {"Groups"} | {user.get("unit", "Staff") for user in seed["users"]}
    for name in names:
        db.add({"dn": "OU=%s,%s" % (escape(name), base), "objectClass": "organizationalUnit"})


def user_dn(user):
    return "CN=%s,OU=%s,%s" % (escape(user.get("cn", user["sam"])), escape(user.get("unit", "Staff")), base)


def group_dn(group):
    return "CN=%s,OU=Groups,%s" % (escape(group.get("cn", group["sam"])), base)


def add_user(user, domain):
    control = NORMAL | (DISABLED if user.get("disabled") else 0)
    entry = {
        "dn": user_dn(user),
        "objectClass": "user",
        "sAMAccountName": user["sam"],
        "userPrincipalName": "%s@%s" % (user["sam"], domain),
        "unicodePwd": ('"%s"' % user["password"]).encode("utf-16-le"),
        "userAccountControl": str(control),
    }
    entry.update({name: user[name] for name in ("displayName", "mail") if name in user})
    db.add(entry)


def restrict(user):
    dn = user_dn(user)
    if "expiresFileTime" in user:
        replace(dn, accountExpires=user["expiresFileTime"])
    if user.get("mustChangePassword"):
        replace(dn, pwdLastSet="0")
    if user.get("passwordExpired"):
        replace(dn, BACKDATE, pwdLastSet=YEAR_2020)
    if user.get("noLogonHours"):
        replace(dn, logonHours=b"\0" * 21)
    if "workstations" in user:
        replace(dn, userWorkstations=user["workstations"])


def add_groups(seed):
    dns = {user["sam"]: user_dn(user) for user in seed["users"]}
    dns.update({group["sam"]: group_dn(group) for group in seed["groups"]})
    for group in seed["groups"]:
        db.add({"dn": group_dn(group), "objectClass": "group", "sAMAccountName": group["sam"]})
    for group in seed["groups"]:
        if group.get("members"):
            replace(group_dn(group), member=[dns[member] for member in group["members"]])
    for user in seed["users"]:
        if "primaryGroup" in user:
            set_primary_group(user_dn(user), dns[user["primaryGroup"]])


def set_primary_group(dn, group):
    """Active Directory takes as primary group only one that the user is a member of already."""
    message = ldb.Message(ldb.Dn(db, group))
    message["member"] = ldb.MessageElement(dn, ldb.FLAG_MOD_ADD, "member")
    db.modify(message)
    found = db.search(group, ldb.SCOPE_BASE, attrs=["primaryGroupToken"])
    replace(dn, primaryGroupID=str(found[0]["primaryGroupToken"][0]))


def name_otherwise(users):
    """Gives the userPrincipalNames that a domain controller refuses as taken, though several domains can have them.

    Hence past its rules, in the file below.
    """
    file = os.path.join(lp.private_path("sam.ldb.d"), base.upper() + ".ldb")
    store = ldb.Ldb(url="tdb://" + file)
    for user in users:
        if "upn" in user:
            message = ldb.Message(ldb.Dn(store, user_dn(user)))
            message["userPrincipalName"] = ldb.MessageElement(
                user["upn"], ldb.FLAG_MOD_REPLACE, "userPrincipalName"
            )
            store.modify(message)


def main():
    given = json.load(sys.stdin)
    seed, lockout = given["seed"], given["lockout"]
    db.transaction_start()
    units(seed)
    for user in seed["users"]:
        add_user(user, seed["domain"])
        restrict(user)
    add_groups(seed)
    replace(
        base,
        lockoutThreshold=str(lockout["threshold"]),
        lockoutDuration=str(-lockout["durationMs"] * 10_000),
        lockOutObservationWindow=str(-lockout["windowMs"] * 10_000),
        minPwdAge="0",
    )
    db.transaction_commit()
    name_otherwise(seed["users"])


main()
