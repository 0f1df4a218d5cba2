#!/usr/bin/env bash
# Finding: in H2, Connection.isReadOnly() parses and runs an SQL statement at every call.
#
# Package: com.h2database:h2 2.3.232 (Maven Central), embedded, in memory.
# Seen: after a thousand calls of isReadOnly() on one connection, the database's own statistics of statements have a thousand executions of
#   "CALL READONLY()" more. It is not asked once and remembered, although a database cannot become read-only while it is open.
# Why it surprises: it reads like a field, and PostgreSQL's driver answers it from one, so frameworks ask without need: micronaut-data 4.14
#   does at the beginning of every transaction and of every read, to see whether setReadOnly has to be called. In a profile of requests
#   that read one row by its key it had a twentieth of the samples of their handler.
# Exits 0 while this is so, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mvn -q -B dependency:copy -Dartifact=com.h2database:h2:2.3.232 -DoutputDirectory=. -Dmdep.stripVersion=true
cat > Finding.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

class Finding {
    private static final String COUNT =
            "select sum(execution_count) from information_schema.query_statistics where sql_statement like '%READONLY()%'"
                    + " and sql_statement not like '%query_statistics%'";

    public static void main(String[] args) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:finding");
                Statement statement = connection.createStatement()) {
            statement.execute("set query_statistics true");
            for (int i = 0; i < 1000; i++) {
                if (connection.isReadOnly()) {
                    throw new IllegalStateException("read-only");
                }
            }
            try (ResultSet count = statement.executeQuery(COUNT)) {
                count.next();
                System.out.println("calls: 1000, statements: " + count.getLong(1));
            }
        }
    }
}
JAVA
java -cp h2.jar Finding.java | tee output.txt
grep -qx "calls: 1000, statements: 1000" output.txt
