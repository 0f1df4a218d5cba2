package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** How GPU nodes are scaled in examples/kubernetes. */
class KubernetesScalingTest {

    private final Manifests files = Manifests.in(Path.of("..", "examples", "kubernetes"));
    private final StatefulSet nodes = files.only(StatefulSet.class);
    private final HorizontalPodAutoscaler scaling = files.only(HorizontalPodAutoscaler.class);

    @Test
    void theServiceKnowsAllNodesThatMayRun() {
        int port = nodes.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getPorts()
                .get(0)
                .getContainerPort();
        String urls =
                files.only(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                        .filter(variable -> variable.getName().equals("ATELIER_LOCAL_GPU_NODES"))
                        .map(EnvVar::getValue)
                        .findFirst()
                        .orElseThrow();
        String name = nodes.getMetadata().getName() + "-%d." + nodes.getSpec().getServiceName();

        assertThat(urls.split(","))
                .containsExactly(IntStream.range(0, scaling.getSpec().getMaxReplicas())
                        .mapToObj(i -> "http://" + name.formatted(i) + ":" + port)
                        .toArray(String[]::new));
    }

    /** That the metric exists is held by MetricsTest. */
    @Test
    void theNodesAreScaledByTheMetricOfTheAdaptersRule() {
        assertThat(scaling.getSpec().getScaleTargetRef().getApiVersion()).isEqualTo(nodes.getApiVersion());
        assertThat(scaling.getSpec().getScaleTargetRef().getKind()).isEqualTo(nodes.getKind());
        assertThat(scaling.getSpec().getScaleTargetRef().getName())
                .isEqualTo(nodes.getMetadata().getName());
        MetricSpec metric = scaling.getSpec().getMetrics().get(0);
        assertThat(metric.getType()).isEqualTo("External");
        Map<String, List<Map<String, Object>>> adapter = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(files.only(ConfigMap.class).getData().get("config.yaml"));
        assertThat(adapter.get("externalRules"))
                .singleElement()
                .satisfies(rule -> assertThat(rule)
                        .containsEntry(
                                "seriesQuery", metric.getExternal().getMetric().getName())
                        .containsKey("metricsQuery"));
    }
}
