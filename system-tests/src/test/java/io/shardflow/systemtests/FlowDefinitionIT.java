/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.NifiServer;
import io.shardflow.localstack.nifi.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The flow in a NiFi that has seen nothing yet; here the NAR comes by folder, in the shared stack by upload. */
@ExtendWith(Shardflow.class)
class FlowDefinitionIT {

    private static final String STATE = "# State: see it, share it, reset it, rewind it";
    private static final String NODES = "# Nodes: how they start, share the shards, and what that costs";
    private static final String IAM = "# IAM: what the consumer may and must do in AWS";
    private static final String TROUBLESHOOTING = "# What the bulletins say, and what to do";
    private static final String OUTPUT = "# What ConsumeKinesisStream writes";
    private static final String INPUT = "# What PutSnowflake reads";
    private static final String EXACTLY_ONCE = "# How each record lands once";
    private static final String TYPES = "# Types and names: what becomes of a JSON value";
    private static final String BATCHING = "# Batches: how long records wait, and what that costs";
    private static final String ACCESS = "# How to log in to Snowflake";
    private static final String REJECTED = "# Rejected records: where they are, and how they come back";

    @Test
    void everyComponentIsValidOnceTheParametersAreFilledAndSoIsASecondFlowBesideIt() {
        try (LocalStack fresh = LocalStack.builder()
                        .with(Part.NIFI)
                        .nifi(new NifiServer.Options(
                                NifiServer.Options.SHORT_LIVED_JVM_OPTIONS, List.of(Installation.nar())))
                        .start();
                NifiClient nifi = fresh.nifiClient()) {
            final Connector connector = Connector.upload(nifi);
            assertThat(connector.components())
                    .as("a flow without credentials must not look ready")
                    .anyMatch(component -> component.validation().equals("INVALID"));

            connector.set(LocalParameters.ofStack(Shardflow.stack()));
            connector.set(LocalParameters.ofJob("orders", "orders-app", "ORDERS"));
            connector.enableServices();
            // NiFi does not validate what is disabled
            nifi.processors().enable(connector.processor(Connector.WAY_BACK).id());

            assertThat(connector.components()).hasSize(5).allSatisfy(component -> assertThat(component.validation())
                    .as(component.name() + " " + component.errors())
                    .isEqualTo("VALID"));

            final Connector second = Connector.uploadBeside(
                    nifi, "Clicks to Snowflake", LocalParameters.ofJob("clicks", "clicks-app", "CLICKS"));
            second.enableServices();
            assertThat(List.of(connector.components(), second.components())).allSatisfy(all -> assertThat(all)
                    .filteredOn(component -> !component.state().equals("DISABLED"))
                    .allSatisfy(component -> assertThat(component.validation())
                            .as(component.name() + " " + component.errors())
                            .isEqualTo("VALID")));
            assertThat(connector.parameters()).containsEntry("AWS Kinesis Application Name", "orders-app");
            assertThat(verifiedTable(nifi, connector, Connector.SINK)).contains("\"ORDERS\"");
            assertThat(verifiedTable(nifi, second, Connector.SINK)).contains("\"CLICKS\"");
            assertThat(verifiedTable(nifi, second, Connector.ERROR_SINK)).contains("\"CLICKS_ERRORS\"");
        }
    }

    @Test
    void theSharedStackTookTheSameFlowWithAnUploadedNar() {
        assertThat(Shardflow.connector().components())
                .extracting(Component::name)
                .containsExactlyInAnyOrder(
                        Connector.CONSUMER,
                        Connector.SINK,
                        Connector.ERROR_SINK,
                        Connector.WAY_BACK,
                        "Snowflake connections");
        assertThat(Shardflow.connector().processor(Connector.WAY_BACK).state()).isEqualTo("DISABLED");
    }

    @Test
    void theErrorTableIsNamedAfterTheDestinationUnlessItHasANameOfItsOwn() {
        final Connector connector = Shardflow.connector();
        connector.stop();
        connector.enableServices();
        Map.of("orders", "\"ORDERS_ERRORS\"", "\"my orders\"", "\"my orders_ERRORS\"")
                .forEach((destination, errors) -> {
                    connector.set(LocalParameters.ofJob("none", "none", destination));
                    assertThat(verifiedTable(Connector.ERROR_SINK)).contains(errors + " does not exist");
                });
        connector.set(Map.of("Snowflake Error Table", "\"Elsewhere\""));
        assertThat(verifiedTable(Connector.ERROR_SINK)).contains("\"Elsewhere\" does not exist");
        connector.set(Map.of("Snowflake Error Table", ""));
    }

    private static String verifiedTable(final String processor) {
        return verifiedTable(Shardflow.nifi(), Shardflow.connector(), processor);
    }

    private static String verifiedTable(final NifiClient nifi, final Connector connector, final String processor) {
        return nifi.processors().verify(connector.processor(processor).id(), Duration.ofSeconds(60)).stream()
                .filter(step -> step.step().equals("Find table"))
                .map(Verification::explanation)
                .findFirst()
                .orElseThrow();
    }

    /** NiFi does not trigger a processor one of whose queues is full, however many others are empty. */
    @Test
    void noQueueOfWhatCannotBeLoadedHoldsBackTheProcessorBeforeIt() throws IOException {
        final List<JsonNode> connections = new ArrayList<>();
        new ObjectMapper()
                .readTree(Installation.flowDefinition().toFile())
                .at("/flowContents/connections")
                .forEach(connections::add);
        assertThat(connections)
                .filteredOn(connection ->
                        !connection.at("/selectedRelationships/0").asText().equals("success"))
                .hasSize(4)
                .allSatisfy(connection -> {
                    assertThat(connection.path("backPressureObjectThreshold").asInt(-1))
                            .isZero();
                    assertThat(connection.path("backPressureDataSizeThreshold").asText())
                            .isEqualTo("0 B");
                    assertThat(connection.path("flowFileExpiration").asText()).isEqualTo("0 sec");
                });
    }

    @Test
    void eachProcessorsPageHasTheDocsThatGoWithIt() {
        assertPages(Shardflow.nifi());
    }

    @Test
    void eachComponentOfTheNarHasAPage() {
        assertThat(Shardflow.nifi().documentation().definitions("nifi-kinesis-consumer-nar"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(definition -> {
                    assertThat(definition.additionalDetails())
                            .as(definition.type())
                            .isTrue();
                    assertThat(Shardflow.nifi().documentation().additionalDetails(definition.type()))
                            .isNotBlank();
                });
    }

    private static void assertPages(final NifiClient nifi) {
        assertPage(nifi, "io.shardflow.nifi.kinesis.ConsumeKinesisStream", OUTPUT, STATE, NODES, IAM, TROUBLESHOOTING);
        assertPage(nifi, "io.shardflow.nifi.kinesis.manage.ManageKinesisState", STATE, IAM);
        assertPage(
                nifi,
                "io.shardflow.nifi.snowflake.PutSnowflake",
                INPUT,
                EXACTLY_ONCE,
                TYPES,
                REJECTED,
                BATCHING,
                TROUBLESHOOTING);
        assertPage(nifi, "io.shardflow.nifi.snowflake.GetRejectedRecords", REJECTED);
        assertPage(nifi, "io.shardflow.nifi.snowflake.SnowflakeConnectionPool", ACCESS);
    }

    /** @param headings of the pages of docs/, in their order */
    private static void assertPage(final NifiClient nifi, final String type, final String... headings) {
        final String page = nifi.documentation().additionalDetails(type);
        assertThat(page).as(type).startsWith("# " + type.substring(type.lastIndexOf('.') + 1) + '\n');
        assertThat(page.lines().filter(line -> line.startsWith("# ")).skip(1))
                .as(type)
                .containsExactly(headings);
        assertThat(page.lines().filter(line -> line.contains("](") && !line.contains("](https://")))
                .as("a link leads away from NiFi's page, to nothing")
                .isEmpty();
    }
}
