package dev.atelier.persistence.copy;

import com.zaxxer.hikari.HikariDataSource;
import dev.atelier.domain.StorageUri;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The locations of files that rows name. Each begins with the name of the installation's bucket. */
public final class LocationsInRows {

    /** Columns that are a location. */
    static final Map<String, List<String>> LOCATIONS = Map.of(
            "checkpoint", List.of("location"),
            "checkpoint_file", List.of("location"),
            "checkpoint_import_file", List.of("location"),
            "dataset", List.of("location"),
            "inference_invocation", List.of("result", "failure"),
            "inference_job", List.of("payload", "results"),
            "model", List.of("output"),
            "stopped_training", List.of("output"),
            "training_job", List.of("base_location", "dataset", "input", "output"));

    /** Columns of JSON with locations in it, and with no other text that begins like one. */
    static final Map<String, List<String>> JSON = Map.of(
            "checkpoint", List.of("uploads"),
            "inference_job", List.of("models"),
            "merge_job", List.of("recipe"));

    /** The files that have names which clients choose. */
    private static final String FILES = """
            select location from checkpoint_file
            union select location from checkpoint_import_file where location is not null
            union select d.location || '/' || i.file from dataset d join dataset_item i on i.dataset_id = d.id
            union select output || '/' || file from model""";

    private static final String SCHEME = "s3://";

    private LocationsInRows() {}

    /** The locations of models and of the files of datasets. */
    public static List<StorageUri> files(DataSource database) {
        try (Connection connection = database.unwrap(HikariDataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(FILES)) {
            List<StorageUri> files = new ArrayList<>();
            while (rows.next()) {
                files.add(StorageUri.parse(rows.getString(1)));
            }
            return files;
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * Whether rows name files of the first bucket.
     *
     * @throws IllegalStateException if rows name a third one, whose files would be left behind
     */
    public static boolean nameFilesOf(DataSource database, String from, String to) {
        boolean named = false;
        try (Connection connection = database.unwrap(HikariDataSource.class).getConnection()) {
            for (Map.Entry<String, List<String>> table : LOCATIONS.entrySet()) {
                for (String column : table.getValue()) {
                    for (String bucket : buckets(connection, table.getKey(), column)) {
                        if (!bucket.equals(from) && !bucket.equals(to)) {
                            throw new IllegalStateException("rows name files of s3://" + bucket
                                    + " as well, which are not copied; check atelier.bucket and --from");
                        }
                        named |= bucket.equals(from);
                    }
                }
            }
            return named;
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be read: " + e.getMessage(), e);
        }
    }

    private static List<String> buckets(Connection connection, String table, String column) throws SQLException {
        String rest = "substring(" + column + ", " + (SCHEME.length() + 1) + ")";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select distinct left(" + rest + ", position('/' in " + rest
                        + ") - 1) from " + table + " where left(" + column + ", " + SCHEME.length() + ") = '" + SCHEME
                        + "'")) {
            List<String> buckets = new ArrayList<>();
            while (rows.next()) {
                buckets.add(rows.getString(1));
            }
            return buckets;
        }
    }

    /**
     * Has all rows name another bucket, or none of them if that fails. Nothing else may write to the database meanwhile.
     *
     * @return how many values were changed
     */
    public static long move(DataSource database, String from, String to) throws SQLException {
        if (from.equals(to)) {
            return 0;
        }
        String before = SCHEME + from + "/";
        String after = SCHEME + to + "/";
        try (Connection connection = database.unwrap(HikariDataSource.class).getConnection()) { // of no transaction
            connection.setAutoCommit(false);
            long changed = 0;
            for (Map.Entry<String, List<String>> table : LOCATIONS.entrySet()) {
                for (String column : table.getValue()) {
                    changed += update(
                            connection,
                            "update " + table.getKey() + " set " + column + " = concat(cast(? as varchar), substring("
                                    + column + ", " + (before.length() + 1) + ")) where left(" + column + ", "
                                    + before.length() + ") = ?",
                            after,
                            before);
                }
            }
            for (Map.Entry<String, List<String>> table : JSON.entrySet()) {
                for (String column : table.getValue()) {
                    String replaced = "replace(" + column + ", cast(? as varchar), cast(? as varchar))";
                    changed += update(
                            connection,
                            "update " + table.getKey() + " set " + column + " = " + replaced + " where " + replaced
                                    + " <> " + column,
                            '"' + before,
                            '"' + after,
                            '"' + before,
                            '"' + after);
                }
            }
            connection.commit();
            return changed;
        }
    }

    private static int update(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int at = 0; at < values.length; at++) {
                statement.setString(at + 1, values[at]);
            }
            return statement.executeUpdate();
        }
    }
}
