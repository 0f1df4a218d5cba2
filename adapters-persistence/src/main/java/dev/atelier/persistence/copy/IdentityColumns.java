package dev.atelier.persistence.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The columns of an H2 database that number the rows, which go on after the last number, also where its row is gone. */
record IdentityColumns(Connection source) {

    void continueIn(Connection postgres) throws SQLException {
        try (Statement reading = source.createStatement();
                ResultSet columns = reading.executeQuery("select table_name, column_name, identity_base"
                        + " from information_schema.columns"
                        + " where table_schema = current_schema and is_identity = 'YES'");
                PreparedStatement next =
                        postgres.prepareStatement("select setval(pg_get_serial_sequence(?, ?), ?, false)")) {
            while (columns.next()) {
                next.setString(1, columns.getString(1));
                next.setString(2, columns.getString(2));
                next.setLong(3, columns.getLong(3));
                next.executeQuery().close();
            }
        }
    }
}
