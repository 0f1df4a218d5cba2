package dev.atelier.persistence.copy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Copies the rows of an embedded database to an empty PostgreSQL. Nothing may write to the embedded one meanwhile. Each table
 * is written in one transaction and then read back. A copy that was broken off is continued by another, which leaves tables
 * that are equal as they are.
 */
public final class DatabaseCopy {

    private static final String HISTORY = "flyway_schema_history";

    /** What Flyway's history is called until all rows are there, so that no service starts on a part of them. */
    public static final String HISTORY_OF_UNFINISHED = "unfinished_copy";

    private final DataSource embedded;
    private final DataSource postgres;

    /** @param embedded a pool of connections to an H2 database with the tables of this build */
    public DatabaseCopy(DataSource embedded, DataSource postgres) {
        this.embedded = embedded;
        this.postgres = postgres;
    }

    /**
     * The database at a URL.
     *
     * @param password empty where the driver is to find one, such as in {@code ~/.pgpass}
     * @throws IllegalArgumentException for a URL that is not of the form {@code jdbc:postgresql:…}
     */
    public static DataSource postgres(String url, String user, String password) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "rows are copied to PostgreSQL, so the URL begins with jdbc:postgresql:");
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        if (!user.isEmpty()) {
            database.setUser(user);
        }
        if (!password.isEmpty()) {
            database.setPassword(password);
        }
        return database;
    }

    /**
     * Copies what is not there yet.
     *
     * @param copied receives each table's name and number of rows, once both databases have the same
     * @throws IllegalStateException if the databases are not as described above, or rows have arrived changed; a later copy
     *     may continue
     */
    public void run(BiConsumer<String, Long> copied) throws SQLException {
        try (Connection source = embedded.unwrap(HikariDataSource.class).getConnection(); // of no transaction
                Connection target = postgres.getConnection()) {
            requireEmbedded(source);
            requireEmptyOrUnfinished(target);
            Flyway.configure(DatabaseCopy.class.getClassLoader())
                    .dataSource(postgres)
                    .table(HISTORY_OF_UNFINISHED)
                    .load()
                    .migrate();
            source.setAutoCommit(false);
            target.setAutoCommit(false);
            execute(source, "set lazy_query_execution 1"); // else a large table is read before its first row is there
            for (CopiedTable table : CopiedTable.inOrder(target, List.of(HISTORY_OF_UNFINISHED))) {
                copied.accept(table.name(), copy(table, source, target));
            }
            new IdentityColumns(source).continueIn(target);
            execute(target, "alter table " + HISTORY_OF_UNFINISHED + " rename to " + HISTORY);
            target.commit();
        }
    }

    private static long copy(CopiedTable table, Connection source, Connection target) throws SQLException {
        TableDigest wanted = TableDigest.of(table, source);
        if (!TableDigest.of(table, target).equals(wanted)) {
            table.replace(source, target);
            TableDigest written = TableDigest.of(table, target);
            if (!written.equals(wanted)) {
                throw new IllegalStateException("the rows of " + table.name() + " have arrived changed: "
                        + written.rows() + " of " + wanted.rows() + "; was the embedded database written to?");
            }
            target.commit();
        }
        return wanted.rows();
    }

    private static void requireEmbedded(Connection source) throws SQLException {
        String product = source.getMetaData().getDatabaseProductName();
        if (!product.equals("H2")) {
            throw new IllegalStateException("atelier.database.url names a database of " + product
                    + ", and only an embedded one is copied; PostgreSQL's own pg_dump copies between servers");
        }
    }

    private static void requireEmptyOrUnfinished(Connection target) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet first = statement.executeQuery("select table_name from information_schema.tables"
                        + " where table_schema = current_schema() order by table_name <> '" + HISTORY_OF_UNFINISHED
                        + "' limit 1")) {
            if (first.next() && !first.getString(1).equals(HISTORY_OF_UNFINISHED)) {
                throw new IllegalStateException("the database has tables already, such as " + first.getString(1)
                        + "; give one without any, or one that an unfinished copy was made in");
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
