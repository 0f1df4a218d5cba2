#!/usr/bin/env bash
# Finding: in H2, "select ... order by ... fetch first 1 rows only for update skip locked" locks every row, not the one it returns, if
#   the order is not that of an index.
#
# Package: com.h2database:h2 2.3.232 (Maven Central), embedded, in memory.
# Seen: three rows, all free, ordered by a column without an index. One transaction selects the first of them this way and gets row 1. A
#   second one, while the first is open, runs the same statement and gets no row. If the first locks row 1 by its key, or both order by the
#   primary key, the second gets row 2.
# Why it surprises: this statement is the usual way to take the next job of a queue in a table, and in PostgreSQL each worker gets a row of
#   its own. Here a second worker finds the queue empty for as long as the first works, and nothing fails.
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
    private static final String URL = "jdbc:h2:mem:finding;DB_CLOSE_DELAY=-1";
    private static final String FIRST = "select id from job order by queued fetch first 1 rows only for update skip locked";
    private static final String BY_PRIMARY_KEY = FIRST.replace("order by queued", "order by id");
    private static final String BY_KEY = "select id from job where id = 1 for update skip locked";

    public static void main(String[] args) throws SQLException {
        try (Connection setup = DriverManager.getConnection(URL); Statement statement = setup.createStatement()) {
            statement.execute("create table job (id int primary key, queued int)");
            statement.execute("insert into job values (1, 10), (2, 20), (3, 30)");
            System.out.println("first worker by limit: second gets " + secondAfter(FIRST, FIRST));
            System.out.println("both in the order of the primary key: second gets "
                    + secondAfter(BY_PRIMARY_KEY, BY_PRIMARY_KEY));
            System.out.println("first worker by key: second gets " + secondAfter(BY_KEY, FIRST));
        }
    }

    private static String secondAfter(String statement, String next) throws SQLException {
        try (Connection one = DriverManager.getConnection(URL); Connection two = DriverManager.getConnection(URL)) {
            one.setAutoCommit(false);
            two.setAutoCommit(false);
            if (!row(one, statement).equals("1")) {
                throw new IllegalStateException("the first worker did not get row 1");
            }
            return row(two, next);
        }
    }

    private static String row(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "no row";
        }
    }
}
JAVA
java -cp h2.jar Finding.java | tee output.txt
grep -qx "first worker by limit: second gets no row" output.txt
grep -qx "both in the order of the primary key: second gets 2" output.txt
grep -qx "first worker by key: second gets 2" output.txt
