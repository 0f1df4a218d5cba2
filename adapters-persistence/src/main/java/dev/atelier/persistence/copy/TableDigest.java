package dev.atelier.persistence.copy;

import dev.atelier.application.util.MessageDigests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;

/**
 * The content of a table, the same in databases of both products and in any order of the rows.
 *
 * @param sum of the first eight bytes of each row's SHA-256
 */
record TableDigest(long rows, long sum) {

    static TableDigest of(CopiedTable table, Connection connection) throws SQLException {
        MessageDigest digest = MessageDigests.get("SHA-256");
        long count = 0;
        long sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = table.read(statement)) {
            while (rows.next()) {
                for (int column = 1; column <= table.columns().size(); column++) {
                    add(digest, value(rows, column));
                }
                sum += ByteBuffer.wrap(digest.digest()).getLong();
                count++;
            }
        }
        return new TableDigest(count, sum);
    }

    /** With its length, so that no text passes into the next column. */
    private static void add(MessageDigest digest, String value) {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(value == null ? -1 : bytes.length)
                .flip());
        digest.update(bytes);
    }

    private static String value(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof Timestamp || value instanceof OffsetDateTime) { // PostgreSQL's driver, H2's
            return rows.getObject(column, OffsetDateTime.class).toInstant().toString();
        }
        return value == null ? null : value.toString();
    }
}
