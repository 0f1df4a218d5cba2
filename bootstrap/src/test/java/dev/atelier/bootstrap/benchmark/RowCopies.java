package dev.atelier.bootstrap.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Adds many rows like the one that the service wrote, to the embedded database of a service that does not run. */
record RowCopies(Connection connection) implements AutoCloseable {

    static RowCopies of(Path data) throws SQLException {
        String url = "jdbc:h2:file:" + data.toAbsolutePath().resolve("atelier")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
        return new RowCopies(DriverManager.getConnection(url, "atelier", ""));
    }

    /**
     * Adds copies of a row.
     *
     * @param like the condition that the row fulfils
     * @param different SQL for the columns that differ, in which {@code x} counts the copies from 1
     */
    void add(String table, String like, int count, Map<String, String> different) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet found = connection.getMetaData().getColumns(null, null, table, null)) {
            while (found.next()) {
                if (!found.getString("IS_GENERATEDCOLUMN").equals("YES")
                        && !found.getString("IS_AUTOINCREMENT").equals("YES")) {
                    columns.add(found.getString("COLUMN_NAME"));
                }
            }
        }
        List<String> values = columns.stream()
                .map(column -> different.getOrDefault(column, column))
                .toList();
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into " + table + " (" + String.join(", ", columns) + ") select "
                    + String.join(", ", values) + " from " + table + " cross join system_range(1, " + count
                    + ") as copies(x) where "
                    + like);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
