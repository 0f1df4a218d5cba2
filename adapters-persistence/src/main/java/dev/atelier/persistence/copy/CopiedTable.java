package dev.atelier.persistence.copy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A table that both databases have, with its columns. */
record CopiedTable(String name, List<String> columns) {

    private static final int BATCH = 1000;

    /** The tables of the schema in use, each after those that it references. */
    static List<CopiedTable> inOrder(Connection connection, List<String> except) throws SQLException {
        Set<String> unordered = new TreeSet<>(names(
                connection.getMetaData().getTables(null, connection.getSchema(), "%", new String[] {"TABLE"}),
                "TABLE_NAME"));
        except.forEach(unordered::remove);
        Set<String> ordered = new LinkedHashSet<>();
        for (String name : unordered) {
            addAfterReferenced(name, connection, ordered);
        }
        List<CopiedTable> tables = new ArrayList<>();
        for (String name : ordered) {
            tables.add(new CopiedTable(
                    name,
                    names(
                            connection.getMetaData().getColumns(null, connection.getSchema(), name, "%"),
                            "COLUMN_NAME")));
        }
        return tables;
    }

    /** References have no cycles. */
    private static void addAfterReferenced(String name, Connection connection, Set<String> ordered)
            throws SQLException {
        DatabaseMetaData schema = connection.getMetaData();
        for (String referenced : names(schema.getImportedKeys(null, connection.getSchema(), name), "PKTABLE_NAME")) {
            if (!referenced.equals(name) && !ordered.contains(referenced)) {
                addAfterReferenced(referenced, connection, ordered);
            }
        }
        ordered.add(name);
    }

    private static List<String> names(ResultSet rows, String column) throws SQLException {
        try (rows) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(column));
            }
            return names;
        }
    }

    /** The rows, to be closed with their statement; read a batch at a time on a connection without auto-commit. */
    ResultSet read(Statement statement) throws SQLException {
        statement.setFetchSize(BATCH);
        return statement.executeQuery("select " + quotedColumns() + " from " + quoted(name));
    }

    /** Replaces the rows in one database by those in the other, without a commit. */
    void replace(Connection source, Connection target) throws SQLException {
        String insert = "insert into " + quoted(name) + " (" + quotedColumns() + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        try (Statement deletion = target.createStatement();
                PreparedStatement insertion = target.prepareStatement(insert);
                Statement reading = source.createStatement();
                ResultSet rows = read(reading)) {
            deletion.execute("delete from " + quoted(name)); // migrations insert some, and an unfinished copy may have
            int waiting = 0;
            while (rows.next()) {
                for (int column = 1; column <= columns.size(); column++) {
                    insertion.setObject(column, rows.getObject(column));
                }
                insertion.addBatch();
                if (++waiting % BATCH == 0) {
                    insertion.executeBatch();
                }
            }
            insertion.executeBatch();
        }
    }

    private String quotedColumns() {
        return columns.stream().map(CopiedTable::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
