package dev.atelier.application.node;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestNodes;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManageNodesTest {

    private static final String CONFIGURED = "gpu-1:7860";
    private static final String ADDED = "gpu-2:7860";
    private static final String URL = "http://user:secret@" + ADDED;

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ManageNodes manage = new ManageNodes(
            atelier.backendRegistry,
            atelier.addedNodes,
            atelier.queue.drains(),
            atelier.signals,
            atelier.ids,
            atelier.audit);
    private final SteerNodes steer = new SteerNodes(
            atelier.backendRegistry, atelier.queue.drains(), atelier.addedNodes, atelier.signals, atelier.audit);
    private final Caller root = administrator();

    @BeforeEach
    void oneNode() {
        atelier.backend.has(TestNodes.healthy(CONFIGURED));
    }

    @Test
    void aNodeThatIsAddedIsOneOfTheNodes() {
        CompletableFuture<Void> notified = atelier.signals.nextNotification(NotificationBus.NODES_CHANGED);

        assertThat(add(URL)).isEqualTo(ADDED);

        assertThat(atelier.backendRegistry.nodes())
                .extracting(ComputeNodes.Node::name, ComputeNodes.Node::added)
                .containsExactly(tuple(CONFIGURED, false), tuple(ADDED, true));
        assertThat(notified).isDone();
    }

    @Test
    void whatIsDoneIsAuditedWithoutTheUrl() {
        add(URL);
        manage.change(root, ADDED, Optional.of(URL + "/"), List.of("ml.g5.*"), Optional.of(""));
        manage.remove(root, ADDED);
        manage.remove(root, ADDED);

        assertThat(deeds())
                .containsExactly(
                        AuditAction.NODE_REMOVE.on(ADDED),
                        AuditAction.NODE_CHANGE.on(ADDED, "instance types [ml.g5.*], no models folder, url given"),
                        AuditAction.NODE_ADD.on(ADDED, "instance types of the settings"));
    }

    @Test
    void aNameThatIsThereIsNotAddedAgain() {
        add(URL);

        assertThatThrownBy(() -> add("http://" + ADDED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("GPU node gpu-2:7860 was added already; PUT /nodes/{name} changes it");
        assertThatThrownBy(() -> add("http://" + CONFIGURED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("GPU node gpu-1:7860 is one of the settings already");
        assertThat(deeds()).hasSize(1);
    }

    @Test
    void thereAreNoMoreThanAllowed() {
        atelier.nodes.mostAddedIs(1);
        add(URL);

        assertThatThrownBy(() -> add("http://gpu-3:7860")).isInstanceOf(InvalidRequestException.class);

        atelier.nodes.mostAddedIs(0);
        assertThatThrownBy(() -> add("http://gpu-3:7860"))
                .isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("atelier.local-gpu.max-added-nodes");
    }

    @Test
    void aChangeKeepsTheUrlUnlessAnotherIsGiven() {
        add(URL);

        manage.change(root, ADDED, Optional.empty(), List.of("ml.g5.*"), Optional.empty());

        AddedNode first = stored();
        assertThat(first.definition()).isEqualTo(new NodeDefinition(URL, List.of("ml.g5.*"), Optional.empty()));

        manage.change(root, ADDED, Optional.of("http://" + ADDED), List.of(), Optional.empty());

        assertThat(stored().definition().url()).isEqualTo("http://" + ADDED);
        assertThat(stored().version()).isNotEqualTo(first.version());
        assertThatThrownBy(
                        () -> manage.change(root, ADDED, Optional.of("http://gpu-3:7860"), List.of(), Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("url is that of GPU node gpu-3:7860");
    }

    @Test
    void changesAtTheSameTimeLoseNoUrl() throws Exception {
        add(URL);
        String other = "http://user:other@" + ADDED;

        Concurrently.all(List.<Callable<Void>>of(
                () -> changeTypes(List.of("ml.g5.*")),
                () -> changeTypes(List.of("ml.g6.*")),
                () -> {
                    manage.change(root, ADDED, Optional.of(other), List.of(), Optional.empty());
                    return null;
                },
                () -> changeTypes(List.of("ml.p4d.*"))));

        assertThat(stored().definition().url()).isEqualTo(other);
        assertThat(deeds()).hasSize(5);
    }

    private Void changeTypes(List<String> instanceTypes) {
        manage.change(root, ADDED, Optional.empty(), instanceTypes, Optional.empty());
        return null;
    }

    @Test
    void nodesOfTheSettingsStayWhatTheyAre() {
        assertThatThrownBy(() -> manage.remove(root, CONFIGURED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is one of the settings");
        assertThatThrownBy(() -> manage.change(root, CONFIGURED, Optional.empty(), List.of(), Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is one of the settings");
        assertThat(deeds()).isEmpty();
    }

    @Test
    void aNodeThatThereIsNotIsNotFound() {
        assertThatThrownBy(() -> manage.remove(root, ADDED)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> manage.change(root, ADDED, Optional.empty(), List.of(), Optional.empty()))
                .isInstanceOf(NotFoundException.class);

        add(URL);
        manage.remove(root, ADDED);

        assertThatThrownBy(() -> manage.change(root, ADDED, Optional.empty(), List.of(), Optional.empty()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aNodeThatIsRemovedIsDrainedAndItsNameIsFreeOfThatAfterwards() {
        add(URL);

        manage.remove(root, ADDED);

        assertThat(atelier.queue.drains().all()).containsOnlyKeys(ADDED);
        assertThat(stored().removed()).isTrue();

        add(URL);
        assertThat(atelier.queue.drains().all()).isEmpty();
        assertThat(stored().removed()).isFalse();

        manage.remove(root, ADDED);
        assertThat(atelier.addedNodes.forget(ADDED, Duration.ZERO)).isTrue();
        assertThat(atelier.queue.drains().all()).isEmpty();
    }

    @Test
    void aNodeThatStillRunsSomethingIsKeptByResume() {
        add(URL);
        manage.remove(root, ADDED);
        atelier.backend.has(TestNodes.healthy(CONFIGURED), TestNodes.healthy(ADDED)); // which finishes what it runs

        steer.resume(root, ADDED);

        assertThat(stored().removed()).isFalse();
        assertThat(atelier.queue.drains().all()).isEmpty();
        assertThat(deeds().get(0)).isEqualTo(AuditAction.NODE_RESUME.on(ADDED));
    }

    @Test
    void permissionsAreThoseOfSteering() {
        Caller reader = holding("ann", "sagemaker_endpoint:list");
        NodeDefinition definition = new NodeDefinition(URL, List.of(), Optional.empty());

        assertThatThrownBy(() -> manage.add(reader, definition)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.remove(reader, ADDED)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.change(reader, ADDED, Optional.empty(), List.of(), Optional.empty()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(definition.toString()).doesNotContain("secret");
    }

    private String add(String url) {
        return manage.add(root, new NodeDefinition(url, List.of(), Optional.empty()));
    }

    private AddedNode stored() {
        assertThat(atelier.addedNodes.all()).hasSize(1);
        return atelier.addedNodes.all().get(0);
    }

    private List<AuditEntry.Deed> deeds() {
        return atelier.auditLog.page(AuditLog.Filter.ALL, Optional.empty(), 10).items().stream()
                .map(AuditEntry::deed)
                .toList();
    }
}
