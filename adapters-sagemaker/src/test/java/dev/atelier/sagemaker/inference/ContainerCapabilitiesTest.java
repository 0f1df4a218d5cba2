package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.testing.NodeCapabilitiesContract;

class ContainerCapabilitiesTest extends NodeCapabilitiesContract {

    @Override
    protected NodeCapabilities capabilities() {
        return new ContainerCapabilities();
    }
}
