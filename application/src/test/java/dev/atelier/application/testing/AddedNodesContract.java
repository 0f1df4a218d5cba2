package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes that were added while the service runs. */
public abstract class AddedNodesContract {

    private static final UserName ROOT = new UserName("root");
    private static final int MOST = 100;

    protected abstract AddedNodes nodes();

    protected abstract NodeDrains drains();

    @Test
    void whatWasAddedIsThereInTheOrderOfItsArrival() {
        AddedNode plain = node("b:7860", 1);
        AddedNode full = new AddedNode(
                "a:7860",
                new NodeDefinition(
                        "http://user:secret@a:7860", List.of("ml.g5.*", "ml.p4d.24xlarge"), Optional.of("/models")),
                new UserName("ann"),
                new UUID(0, 2),
                false);
        AddedNode withoutFolder = new AddedNode(
                "c:7860",
                new NodeDefinition("https://c:7860", List.of("*"), Optional.of("")),
                ROOT,
                new UUID(0, 3),
                false);

        assertThat(nodes().all()).isEmpty();
        assertThat(nodes().add(plain, MOST)).isTrue();
        assertThat(nodes().add(full, MOST)).isTrue();
        assertThat(nodes().add(withoutFolder, MOST)).isTrue();

        assertThat(nodes().all()).containsExactly(plain, full, withoutFolder);
    }

    @Test
    void aNameIsGivenOnce() {
        AddedNode first = node("a:7860", 1);
        nodes().add(first, MOST);

        assertThat(nodes().add(node("a:7860", 2), MOST)).isFalse();

        assertThat(nodes().all()).containsExactly(first);
    }

    @Test
    void ofManyThatAddOneNameAtOnceOneDoes() throws Exception {
        List<Boolean> added = Concurrently.times(8, () -> nodes().add(node("a:7860", 1), MOST));

        assertThat(added).containsOnlyOnce(true);
        assertThat(nodes().all()).hasSize(1);
    }

    @Test
    void thereAreNoMoreThanAllowed() {
        nodes().add(node("a:7860", 1), 2);
        nodes().add(node("b:7860", 2), 2);

        assertThatThrownBy(() -> nodes().add(node("c:7860", 3), 2))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("allowed is at most 2");
        assertThat(nodes().add(node("b:7860", 4), 2)).as("it is there already").isFalse();

        nodes().beginRemoval("a:7860");
        assertThat(nodes().add(node("c:7860", 3), 2)).isTrue();
        assertThatThrownBy(() -> nodes().cancelRemoval("a:7860", 2)).isInstanceOf(InvalidRequestException.class);
        assertThat(nodes().all().get(0).removed()).isTrue();
    }

    @Test
    void thereAreNoMoreThanAllowedAlsoWhereManyAddSomeAtOnce() throws Exception {
        nodes().add(node("first:7860", 1), 3);

        List<Callable<Boolean>> additions = IntStream.range(0, 8)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    try {
                        return nodes().add(node("n" + i + ":7860", i), 3);
                    } catch (InvalidRequestException e) {
                        return false;
                    }
                })
                .toList();

        assertThat(Concurrently.all(additions)).filteredOn(added -> added).hasSize(2);
        assertThat(nodes().all()).hasSize(3);
    }

    @Test
    void aNodeIsChanged() {
        nodes().add(node("a:7860", 1), MOST);
        AddedNode changed = new AddedNode(
                "a:7860",
                new NodeDefinition("http://user:other@a:7860", List.of("ml.g4dn.*"), Optional.empty()),
                ROOT,
                new UUID(0, 2),
                false);

        assertThat(nodes().change(changed, new UUID(0, 1))).isTrue();

        assertThat(nodes().all()).containsExactly(changed);
        assertThat(nodes().change(node("a:7860", 3), new UUID(0, 1)))
                .as("it has another version by now")
                .isFalse();
        assertThat(nodes().change(node("gone:7860", 3), new UUID(0, 1))).isFalse();
        nodes().beginRemoval("a:7860");
        assertThat(nodes().change(node("a:7860", 4), new UUID(0, 2))).isFalse();
        assertThat(nodes().all().get(0).definition()).isEqualTo(changed.definition());
    }

    @Test
    void aNodeThatIsRemovedIsKnownUntilItIsForgottenWithItsDrain() {
        nodes().add(node("a:7860", 1), MOST);
        assertThat(nodes().beginRemoval("a:7860")).isTrue();
        assertThat(nodes().beginRemoval("a:7860")).isFalse();
        assertThat(nodes().beginRemoval("gone:7860")).isFalse();
        drains().begin("a:7860", ROOT);
        drains().begin("b:7860", ROOT);

        assertThat(nodes().all()).extracting(AddedNode::removed).containsExactly(true);
        assertThat(nodes().forget("a:7860", Duration.ofMinutes(1))).isFalse();
        assertThat(drains().all()).containsKey("a:7860");

        assertThat(nodes().forget("a:7860", Duration.ZERO)).isTrue();

        assertThat(nodes().all()).isEmpty();
        assertThat(drains().all()).containsOnlyKeys("b:7860");
        assertThat(nodes().forget("a:7860", Duration.ZERO)).isFalse();
    }

    @Test
    void aNodeThatIsNotRemovedIsNotForgotten() {
        nodes().add(node("a:7860", 1), MOST);

        assertThat(nodes().forget("a:7860", Duration.ZERO)).isFalse();

        assertThat(nodes().all()).hasSize(1);
    }

    @Test
    void aNodeThatIsRemovedCanBeKept() {
        AddedNode node = node("a:7860", 1);
        nodes().add(node, MOST);
        nodes().beginRemoval("a:7860");

        assertThat(nodes().cancelRemoval("a:7860", 1)).isTrue();

        assertThat(nodes().all()).containsExactly(node);
        assertThat(nodes().cancelRemoval("a:7860", 1)).isFalse();
        assertThat(nodes().cancelRemoval("gone:7860", 1)).isFalse();
    }

    @Test
    void theNameOfANodeThatIsRemovedCanBeGivenAtOnce() {
        nodes().add(node("a:7860", 1), MOST);
        nodes().beginRemoval("a:7860");
        AddedNode next = node("a:7860", 2);

        assertThat(nodes().add(next, MOST)).isTrue();

        assertThat(nodes().all()).containsExactly(next);
        assertThat(nodes().forget("a:7860", Duration.ZERO)).isFalse();
    }

    private static AddedNode node(String name, int version) {
        return new AddedNode(
                name,
                new NodeDefinition("http://" + name, List.of(), Optional.empty()),
                ROOT,
                new UUID(0, version),
                false);
    }
}
