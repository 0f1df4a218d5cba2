package dev.atelier.localgpu;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.localgpu.node.NodeUrl;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.util.List;

/**
 * A node with settings of its own, below {@code atelier.local-gpu.node.<name>}; defaults are those of
 * {@link LocalGpuConfiguration}. Only in configuration files or system properties: environment variables cannot name nodes.
 *
 * @param name its key in the settings; not used elsewhere
 * @param url the base URL of its SD WebUI server, as in {@code atelier.local-gpu.nodes}; need not be repeated there
 * @param modelsDir the {@code models} folder of its WebUI as this service sees it
 * @param modelsMaxBytes how much may be installed there, such as {@code 200GB}; 0: no limit but the disk
 * @param instanceTypes instance type patterns that it matches, such as {@code ml.g5.*}
 */
@EachProperty(NodeConfiguration.KEY)
public record NodeConfiguration(
        @Parameter String name,
        @Nullable String url,
        @Nullable String modelsDir,
        @Nullable @ReadableBytes Long modelsMaxBytes,
        @Nullable List<String> instanceTypes) {

    static final String KEY = "atelier.local-gpu.node";

    public NodeConfiguration {
        ConfigurationChecks.require(url != null, key(name, "url"), "missing", "the base URL of the node");
    }

    NodeUrl parsedUrl() {
        return NodeUrl.parse(key("url"), url);
    }

    String key(String setting) {
        return key(name, setting);
    }

    /** The URL may hold a password. */
    @Override
    public String toString() {
        return "NodeConfiguration[" + name + ", " + parsedUrl() + "]";
    }

    private static String key(String name, String setting) {
        return KEY + "." + name + "." + setting;
    }
}
