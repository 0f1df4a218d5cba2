package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables and queries of docs/architecture.md are those of the schema. */
@OnBothDatabases
class QueueTablesDocumentedTest {

    private static final Pattern TABLE =
            Pattern.compile("(?m)^`(\\w+)`:.*\\R\\R\\| column \\| meaning \\|\\R\\|[-| ]+\\|\\R((?:\\|.*\\R)+)");
    private static final Pattern COLUMN = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
    private static final Pattern QUERY = Pattern.compile("(?ms)^```sql\\R(.*?)^```");

    private final PersistenceFixture persistenceFixture;
    private final String page;

    QueueTablesDocumentedTest(PersistenceFixture persistenceFixture) throws IOException {
        this.persistenceFixture = persistenceFixture;
        this.page = Files.readString(Path.of("..", "docs", "architecture.md"));
    }

    @Test
    void everyQueueIsDescribedColumnByColumn() throws SQLException {
        Map<String, List<String>> described = new TreeMap<>();
        TABLE.matcher(page).results().forEach(table -> described.put(table.group(1), groups(COLUMN, table.group(2))));
        Map<String, List<String>> schema = new TreeMap<>();
        for (String table : described.keySet()) {
            schema.put(table, columns(table));
        }

        assertThat(described).isEqualTo(schema);
        assertThat(described.keySet())
                .containsAll(names("select table_name from information_schema.tables where table_name like '%_queue'"));
    }

    @Test
    void everyQueryRuns() throws SQLException {
        List<String> queries = groups(QUERY, page);

        assertThat(queries).hasSizeGreaterThan(5);
        try (Connection connection = persistenceFixture.connection()) {
            for (String query : queries) {
                try (PreparedStatement statement =
                        connection.prepareStatement(query.strip().replaceAll(";$", ""))) {
                    assertThat(statement.executeQuery().next()).as(query).isFalse();
                }
            }
        }
    }

    private List<String> columns(String table) throws SQLException {
        return names("select column_name from information_schema.columns where table_name = '" + table
                + "' order by ordinal_position");
    }

    private List<String> names(String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = persistenceFixture.connection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
