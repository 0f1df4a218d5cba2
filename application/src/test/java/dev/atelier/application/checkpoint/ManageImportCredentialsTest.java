package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ManageImportCredentials.Command;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportCredential.Kind;
import dev.atelier.domain.checkpoint.ImportSecret;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManageImportCredentialsTest {

    private static final String SECRET = "very-secret";
    private static final Caller ANN = holding("ann", "checkpoint:create");
    private static final Caller BOB = holding("bob", "checkpoint:create");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ManageImportCredentials manage = new ManageImportCredentials(
            atelier.credentials, new ImportPolicy(5, 5), atelier.ids, atelier.clock, atelier.audit);

    private static Command command(String host, boolean forAll) {
        return new Command(host, Kind.BEARER, "", new ImportSecret(SECRET), forAll);
    }

    @Test
    void aUserSetsOneForThemselvesAndAnOperatorOneForAll() {
        ImportCredential own = manage.set(ANN, command("Models.Example", false));
        ImportCredential shared = manage.set(administrator(), command("hub.example:8443", true));

        assertThat(own.host()).isEqualTo("models.example");
        assertThat(manage.list(ANN)).containsExactly(shared, own);
        assertThat(manage.list(BOB)).containsExactly(shared);
        assertThat(atelier.auditLog.deeds())
                .containsExactly("credential.set " + own.id(), "credential.set " + shared.id());
        assertThat(atelier.auditLog.all().toString())
                .contains("bearer for models.example, of user ann", "bearer for hub.example:8443, of all users")
                .doesNotContain(SECRET);
        assertThat(command("x.example", false).toString()).doesNotContain(SECRET);
    }

    @Test
    void aUserDeletesTheirOwnOnly() {
        ImportCredential own = manage.set(ANN, command("models.example", false));
        ImportCredential shared = manage.set(administrator(), command("hub.example", true));
        UUID missing = UUID.randomUUID();

        assertThatThrownBy(() -> manage.delete(BOB, own.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> manage.delete(BOB, missing)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> manage.delete(ANN, shared.id())).isInstanceOf(PermissionDeniedException.class);
        assertThat(manage.list(ANN)).hasSize(2);

        manage.delete(ANN, own.id());
        manage.delete(administrator(), shared.id());
        assertThat(manage.list(ANN)).isEmpty();
        assertThat(atelier.auditLog.deeds())
                .endsWith("credential.delete " + own.id(), "credential.delete " + shared.id());
    }

    @Test
    void needsThePermissions() {
        Caller reader = holding("ann", "checkpoint:list");
        Command own = command("models.example", false);
        Command shared = command("models.example", true);

        assertThatThrownBy(() -> manage.set(reader, own)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.list(reader)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.set(ANN, shared)).isInstanceOf(PermissionDeniedException.class);
        assertThat(atelier.auditLog.deeds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://models.example", "models.example/x", "a b", "user@models.example", "x:0", "?"})
    void aHostIsAHostAndNothingElse(String host) {
        Command command = command(host, false);

        assertThatThrownBy(() -> manage.set(ANN, command)).isInstanceOf(InvalidRequestException.class);
        assertThat(manage.list(ANN)).isEmpty();
    }

    @Test
    void aHostIsOneThatUrlsCanHave() {
        Command port = command("models.lan:80", false);
        Command tooLong = command("a.".repeat(125) + "example", false);

        assertThatThrownBy(() -> manage.set(ANN, port))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("\"models.lan:80\" names the usual port of http; leave that out");
        assertThatThrownBy(() -> manage.set(ANN, tooLong))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("at most 255 characters");
        assertThat(manage.set(ANN, command("models.lan:443", false)).host()).isEqualTo("models.lan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX-Evil: 1", "é"})
    void aSecretFitsIntoAHeader(String secret) {
        assertThatThrownBy(() -> new ImportSecret(secret))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageNotContaining("Evil");
    }

    @ParameterizedTest
    @CsvSource({"QUERY, ''", "QUERY, 'a=b'", "BEARER, token"})
    void aParameterBelongsToTheQuery(Kind kind, String parameter) {
        Command command = new Command("models.example", kind, parameter, new ImportSecret(SECRET), false);

        assertThatThrownBy(() -> manage.set(ANN, command))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("parameter");
    }
}
