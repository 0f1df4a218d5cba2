package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finds errors in examples/kubernetes, as far as possible without a cluster. */
class KubernetesFilesTest {

    private static final Path FOLDER = Path.of("..", "examples", "kubernetes");
    private static final Path DEPLOY = Path.of("..", "docs", "deploy.md");
    private static final Path S3 = Path.of("..", "docs", "s3.md");
    private static final Pattern SECRET = Pattern.compile("kubectl create secret generic (\\S+)((?:.*\\\\\\n)*.*)");
    private static final Pattern LITERAL = Pattern.compile("--from-literal=([a-z-]+)=");
    private static final Pattern LINE_OF_POM = Pattern.compile("<(user|port)>([^<]+)</");

    private final Manifests files = Manifests.in(FOLDER);
    private final Deployment deployment = files.only(Deployment.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().get(0);
    private final StatefulSet nodes = files.only(StatefulSet.class);

    @Test
    void aFieldOrKindThatDoesNotExistIsAnError() {
        String service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports: [{port: 80, %s: http}]\n";

        assertThat(Manifests.parse(service.formatted("targetPort"))).hasSize(1);
        assertThatThrownBy(() -> Manifests.parse(service.formatted("targetport")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("targetport");
        assertThatThrownBy(() -> Manifests.parse("apiVersion: v1\nkind: Deployment\n"))
                .hasMessage("no kind v1 Deployment");
        assertThat(files.all()).hasSizeGreaterThan(6);
    }

    @Test
    void theImageItsUserAndItsPortAreThoseOfTheBuild() throws IOException {
        Map<String, String> built = LINE_OF_POM
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));

        assertThat(container.getImage()).isEqualTo(ComposeFileTest.builtImage());
        assertThat(pod.getSecurityContext().getRunAsUser() + ":"
                        + pod.getSecurityContext().getRunAsGroup())
                .isEqualTo(built.get("user"));
        assertThat(container.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("http");
            assertThat(port.getContainerPort()).hasToString(built.get("port"));
        });
    }

    @Test
    void thePodHasNoPrivilegesAndWritesToVolumes() {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(mounts(container)).contains("/data", "/tmp", value("ATELIER_LOCAL_GPU_MODELS_DIR"));
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(pod.getEnableServiceLinks())
                .as("a service of this name would set ATELIER_PORT")
                .isFalse();
        assertThat(pod.getTerminationGracePeriodSeconds())
                .as("of which running jobs have 30 s")
                .isGreaterThanOrEqualTo(40);
    }

    @Test
    void theProbesAreTheDocumentedOnes() throws IOException {
        assertThat(path(container.getStartupProbe())).isEqualTo("/health/liveness");
        assertThat(path(container.getLivenessProbe())).isEqualTo("/health/liveness");
        assertThat(path(container.getReadinessProbe())).isEqualTo("/health/readiness");
        assertThat(Files.readString(DEPLOY)).contains("`/health/liveness` and `/health/readiness`");
    }

    private static String path(Probe probe) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
        return probe.getHttpGet().getPath();
    }

    @Test
    void everyVariableIsADocumentedSetting() throws IOException {
        Set<String> ours = variables("ATELIER_");

        assertThat(ours).contains("ATELIER_API_KEY", "ATELIER_DATABASE_URL", "ATELIER_AWS_BUCKET");
        assertThat(DocumentedSettings.variables()).containsAll(ours);
        assertThat(variables("")).hasSize(ours.size() + variables("AWS_").size());
        assertThat(Files.readString(S3)).contains(variables("AWS_"));
    }

    private Set<String> variables(String prefix) {
        return container.getEnv().stream()
                .map(EnvVar::getName)
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
    }

    @Test
    void noSecretIsInTheFilesAndDeployMdCreatesThoseThatAreNeeded() throws IOException {
        assertThat(container.getEnv().stream().filter(variable -> variable.getValue() != null))
                .extracting(EnvVar::getName)
                .containsExactlyInAnyOrder("ATELIER_STORE", "ATELIER_LOCAL_GPU_NODES", "ATELIER_LOCAL_GPU_MODELS_DIR");
        String page = Files.readString(DEPLOY);
        Map<String, Set<String>> created = SECRET.matcher(page)
                .results()
                .collect(Collectors.toMap(
                        secret -> secret.group(1),
                        secret -> LITERAL.matcher(secret.group(2))
                                .results()
                                .map(literal -> literal.group(1))
                                .collect(Collectors.toSet())));

        assertThat(created)
                .isEqualTo(references()
                        .filter(reference -> reference.getOptional() == null)
                        .collect(Collectors.groupingBy(
                                SecretKeySelector::getName,
                                Collectors.mapping(SecretKeySelector::getKey, Collectors.toSet()))));
        assertThat(references().filter(reference -> reference.getOptional() != null))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(page).contains("`" + reference.getKey() + "`"));
    }

    private Stream<SecretKeySelector> references() {
        return container.getEnv().stream()
                .map(EnvVar::getValueFrom)
                .filter(Objects::nonNull)
                .map(source -> source.getSecretKeyRef());
    }

    @Test
    void selectorsFindTheirPodsAndServicesTheirPorts() {
        PodTemplateSpec ofNodes = nodes.getSpec().getTemplate();
        assertSelects(
                deployment.getSpec().getSelector().getMatchLabels(),
                deployment.getSpec().getTemplate());
        assertSelects(nodes.getSpec().getSelector().getMatchLabels(), ofNodes);
        assertSelects(
                files.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels(),
                deployment.getSpec().getTemplate());
        assertServes(files.named(Service.class, "atelier"), deployment.getSpec().getTemplate());
        assertServes(files.named(Service.class, nodes.getSpec().getServiceName()), ofNodes);
        assertThat(files.only(PodDisruptionBudget.class)
                        .getSpec()
                        .getMinAvailable()
                        .getIntVal())
                .isLessThan(deployment.getSpec().getReplicas());
    }

    private static void assertServes(Service service, PodTemplateSpec pods) {
        assertSelects(service.getSpec().getSelector(), pods);
        assertThat(service.getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getTargetPort().getStrVal())
                        .isEqualTo(pods.getSpec()
                                .getContainers()
                                .get(0)
                                .getPorts()
                                .get(0)
                                .getName()));
    }

    private static void assertSelects(Map<String, String> selector, PodTemplateSpec pods) {
        assertThat(selector).isNotEmpty();
        assertThat(pods.getMetadata().getLabels()).containsAllEntriesOf(selector);
    }

    @Test
    void everyVolumeIsThereAndMounted() {
        for (PodSpec spec : List.of(pod, nodes.getSpec().getTemplate().getSpec())) {
            assertThat(spec.getVolumes())
                    .extracting(Volume::getName)
                    .containsExactlyInAnyOrderElementsOf(spec.getContainers().get(0).getVolumeMounts().stream()
                            .map(VolumeMount::getName)
                            .toList());
            assertThat(spec.getVolumes().stream()
                            .map(Volume::getPersistentVolumeClaim)
                            .filter(Objects::nonNull))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.getClaimName())
                            .isEqualTo(files.only(PersistentVolumeClaim.class)
                                    .getMetadata()
                                    .getName()));
        }
    }

    private String value(String variable) {
        return container.getEnv().stream()
                .filter(given -> given.getName().equals(variable))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> mounts(Container container) {
        return container.getVolumeMounts().stream()
                .map(VolumeMount::getMountPath)
                .toList();
    }
}
