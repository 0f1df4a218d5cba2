package dev.atelier.localgpu.node;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The effective settings of a node.
 *
 * @param modelsDir the {@code models} folder of its WebUI as this service sees it; empty: the node serves only what it has
 * @param modelsMaxBytes how much may be installed there; 0: no limit but the disk
 */
public record NodeSettings(
        NodeUrl url, Optional<Path> modelsDir, long modelsMaxBytes, InstanceTypeMatcher instanceTypes) {}
