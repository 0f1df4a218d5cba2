package dev.atelier.bootstrap.database;

import dev.atelier.bootstrap.context.CliApplicationContext;
import dev.atelier.persistence.copy.DatabaseCopy;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Copies the rows of the embedded database to PostgreSQL. */
@Command(
        name = "copy",
        description = {
            "Copy all rows of the embedded database (H2), with the service stopped, to an empty database of PostgreSQL.",
            "Can be broken off and repeated: it continues. The embedded database is not changed."
        },
        mixinStandardHelpOptions = true)
final class CopyDatabaseCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--to", required = true, paramLabel = "URL", description = "jdbc:postgresql://HOST:PORT/DATABASE")
    private String url;

    @Option(names = "--username", defaultValue = "", description = "Default: as the URL says, else the account's name.")
    private String username;

    @Option(
            names = "--password",
            interactive = true,
            arity = "0..1",
            defaultValue = "",
            description = "Asks for the password, where neither the URL nor ~/.pgpass has it.")
    private String password;

    @Override
    public void run() {
        DataSource target = target();
        PrintWriter out = spec.commandLine().getOut();
        CliApplicationContext.with("", context -> {
            copy(context, target, out);
            return null;
        });
        out.println("All rows are there. Have atelier.database.url name that database before the next start.");
        out.flush();
    }

    private DataSource target() {
        try {
            return DatabaseCopy.postgres(url, username, password);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
        }
    }

    private static void copy(ApplicationContext context, DataSource target, PrintWriter out) {
        try {
            new DatabaseCopy(context.getBean(DataSource.class), target).run((table, rows) -> {
                out.printf(Locale.ROOT, "%s: %,d rows, equal%n", table, rows);
                out.flush();
            });
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not all be copied: " + e.getMessage(), e);
        }
    }
}
