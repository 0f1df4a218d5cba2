#!/usr/bin/env bash
# Finding: in H2 with DATABASE_TO_LOWER=TRUE the column X of SYSTEM_RANGE has no unquoted name.
#
# Package: com.h2database:h2 2.3.232 (Maven Central), embedded, in memory.
# Seen: "select x from system_range(1, 3)" has three rows with the default settings, and with DATABASE_TO_LOWER=TRUE it is error 42122,
#   column "x" not found. There the column is named by "X" in quotation marks, or by an alias for the columns: system_range(1, 3) as t(x).
# Why it surprises: tables, functions and their columns otherwise follow that setting, information_schema's too, and MODE=PostgreSQL is used
#   with it. Scripts that fill a database with many rows for a test select from that table, and fail only with this setting.
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

class Finding {
    public static void main(String[] args) throws SQLException {
        String lower = "jdbc:h2:mem:;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        System.out.println("default, x: " + ask("jdbc:h2:mem:", "select count(x) from system_range(1, 3)"));
        System.out.println("lower, x: " + ask(lower, "select count(x) from system_range(1, 3)"));
        System.out.println("lower, quoted X: " + ask(lower, "select count(\"X\") from system_range(1, 3)"));
        System.out.println("lower, alias: " + ask(lower, "select count(x) from system_range(1, 3) as t(x)"));
        System.out.println("lower, schema: "
                + ask(lower, "select count(*) from information_schema.tables where table_name = 'tables'"));
    }

    private static String ask(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            return "error " + e.getErrorCode();
        }
    }
}
JAVA
java -cp h2.jar Finding.java | tee output.txt
diff output.txt - <<'OUTPUT'
default, x: 3
lower, x: error 42122
lower, quoted X: 3
lower, alias: 3
lower, schema: 1
OUTPUT
