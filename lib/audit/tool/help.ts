/** What the command says of itself. */
export const HELP = `Usage: npm run -s audit -- verify [FILE...] --digests DIR --key FILE [--archive DIR] [--only schedule|activity]
         [--restored-after TIME]
       npm run -s audit -- export FILE [--only schedule|activity]
       npm run -s audit -- erase --person ID --reason TEXT --by NAME [--archive DIR]
       npm run -s audit -- restored --reason TEXT --by NAME

verify checks a whole export of the audits against the digests that Rota signed while they grew. It needs neither the
database nor Rota: the exported files in their order, the folder with the digests, and the public key; and where rows were
archived before the export, the folder with the archives, or at least with their manifests.
It ends with 0 where all is as it was written, with 1 where something was changed, added or taken away (the first such
row is named), with 2 where it was called in a wrong way or can't read something, with 3 where nothing was changed in what
is there, but files of archives that a signed manifest tells of are not, and with 4 where there is no digest at all of an
audit. Copy the digests before you export: later ones name rows that the export can't have.

export writes all rows of both audits that are in the database, as verify needs them, into a new file. It needs DATABASE_URL
and nothing else.

erase deletes the personal values of somebody: name, address and browser beside all rows of both audits, their profile and
sessions, and what of them stands in archives. It needs DATABASE_MAINTENANCE_URL, and leaves rows in the activity.

restored declares that the database was restored from a backup: digests go on outside under other names, beside those that
were signed since the backup, and of what the backup would run nothing is sent by itself. It needs DATABASE_URL, and leaves a row in the
activity. The end of a recovery on its page does the same.

  --digests DIR   the folder with the digests, or a file with one a line, as a SIEM gives them back
  --key FILE      the public key, PEM (openssl pkey -in KEY -pubout); where the key was changed, --key once more for each
                  former one, or one file with all of them
  --archive DIR   the folder with the archives; erase takes that of ROTA_AUDIT_ARCHIVE where it is set
  --only AUDIT    only the schedule audit or only the activity audit
  --restored-after TIME  the time of a backup that was restored, in UTC: digests signed since may be given up, and
                  verify says which; once for each restore
  --person ID     the objectGUID, as the address of the person's page has it
  --reason TEXT   why, for the activity
  --by NAME       who does so, for the activity
  --help          this text
`;
