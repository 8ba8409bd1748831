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
package io.shardflow.localstack.nifi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.nifi.ParameterContexts.Parameter;
import io.shardflow.localstack.nifi.Queues.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One NiFi for the whole life of a flow: the tests follow each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NifiClientIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What Shardflow's own NAR weighs, and some more. */
    private static final int REAL_SIZE_MEGABYTES = 130;

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static NifiClient nifi;
    private static String group;

    @BeforeAll
    static void start() throws IOException {
        final Path inFolder =
                TestNar.write(folder.resolve("in-folder.nar"), "in-folder-nar", null, REAL_SIZE_MEGABYTES);
        stack = LocalStack.builder()
                .with(Part.NIFI)
                .nifi(new NifiServer.Options(NifiServer.Options.SHORT_LIVED_JVM_OPTIONS, List.of(inFolder), true))
                .progress(System.out::println)
                .start();
        nifi = stack.nifiClient();
    }

    @AfterAll
    static void end() {
        if (stack != null) {
            nifi.close();
            stack.close();
        }
    }

    @Test
    @Order(1)
    void tellsItsVersion() {
        assertThat(nifi.version()).isEqualTo("2.3.0");
    }

    @Test
    @Order(1)
    void aNarOfRealSizeIsTakenFromTheFolder() {
        assertThat(stack.service(Part.NIFI).log())
                .content()
                .contains("Loaded extensions for " + TestNar.GROUP + ":in-folder-nar");
    }

    @Test
    @Order(1)
    void aNarWithoutItsParentIsReportedWithTheReason() throws IOException {
        final Path orphan = TestNar.write(folder.resolve("orphan.nar"), "orphan-nar", "no-such-nar", 0);
        assertThatThrownBy(() -> nifi.nars().upload(orphan))
                .isInstanceOf(NifiException.class)
                .hasMessageContaining("orphan.nar is not installed: Missing Dependency");
    }

    @Test
    @Order(2)
    void aNarOfRealSizeIsUploaded() throws IOException {
        final Path file = TestNar.write(
                folder.resolve("testflow.nar"), TestNar.ARTIFACT, "nifi-aws-service-api-nar", REAL_SIZE_MEGABYTES);
        final long begin = System.nanoTime();
        assertThat(nifi.nars().upload(file).coordinate()).isEqualTo("io.shardflow.test:testflow-nar:1.0.0");
        System.out.printf("130 MB NAR installed in %.1f s%n", (System.nanoTime() - begin) / 1e9);
        assertThat(nifi.nars().list()).anyMatch(nar -> nar.state().equals("Installed"));
    }

    @Test
    @Order(3)
    void anUploadedFlowBringsItsParameterContext() throws IOException {
        group = nifi.processGroups().upload("root", "Greetings", flow());
        assertThat(parameters()).containsOnlyKeys("Name", "Password");
        assertThat(parameters().get("Name")).isEqualTo(new Parameter("Name", "world", false));
        assertThat(parameters().get("Password")).isEqualTo(new Parameter("Password", null, true));
    }

    @Test
    @Order(4)
    void aGroupThatIsNotValidIsNotStartedAndSaysWhy() {
        assertThatThrownBy(() -> nifi.processGroups().start(group, LIMIT))
                .isInstanceOf(NifiException.class)
                .hasMessageContaining("Greet")
                .hasMessageContaining("INVALID")
                .hasMessageContaining("Password");
    }

    @Test
    @Order(5)
    void anUnknownParameterIsRefused() {
        assertThatThrownBy(() -> nifi.parameterContexts().update(context(), Map.of("Nmae", "x")))
                .isInstanceOf(NifiException.class)
                .hasMessageContaining("no parameter 'Nmae'");
    }

    @Test
    @Order(6)
    void parametersAreSetSensitiveOnesToo() {
        nifi.parameterContexts().update(context(), Map.of("Name", "all", "Password", "sesame"));
        assertThat(parameters().get("Name").value()).isEqualTo("all");
        nifi.controllerServices().enableAll(group, LIMIT);
        assertThat(nifi.controllerServices().list(group))
                .allMatch(one -> one.state().equals("ENABLED"));
        assertThat(nifi.processGroups().awaitValidated(group, LIMIT))
                .hasSize(2)
                .allMatch(one -> one.validation().equals("VALID"), "valid");
        assertThat(nifi.processors().verify(processor("Greet"), LIMIT))
                .contains(new Verification("Password", "SUCCESSFUL", "compared"));
    }

    @Test
    @Order(7)
    void theFlowRunsIsWatchedAndReallyStops() {
        nifi.processGroups().start(group, LIMIT);
        await().atMost(LIMIT).until(() -> queue().flowFiles() > 1);
        nifi.processGroups().stop(group, LIMIT);
        assertThat(nifi.processGroups().processors(group))
                .allMatch(one -> one.state().equals("STOPPED") && one.activeThreads() == 0);

        final String source = processor("Greet");
        final long made = nifi.monitoring().counters(source).get("greetings");
        assertThat(made).isPositive();
        assertThat(nifi.processors().localState(source)).containsEntry("made", Long.toString(made));
        assertThat(nifi.processors().status(source).flowFilesOut()).isEqualTo(made);
        assertThat(nifi.queues().flowFiles(group)).isEqualTo(queue().flowFiles());
        assertThat(nifi.queues().waiting(queue().id())).first().satisfies(waiting -> {
            assertThat(nifi.queues().attributes(queue().id(), waiting.uuid())).containsEntry("name", "all");
            assertThat(nifi.queues().content(queue().id(), waiting.uuid()))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("hello all");
        });
    }

    @Test
    @Order(8)
    void whatHasHappenedToAFlowFileIsKnown() {
        final String flowFile = nifi.queues().waiting(queue().id()).getFirst().uuid();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(nifi.provenance().events(processor("Greet"), 1_000))
                .filteredOn(event -> event.flowFile().equals(flowFile))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.type()).isEqualTo("CREATE");
                    assertThat(event.attributes()).containsEntry("name", "all");
                }));
    }

    @Test
    @Order(9)
    void flowQueuesStateAndParametersSurviveKill9() {
        final Queue before = queue();
        final Map<String, String> state = nifi.processors().localState(processor("Greet"));
        stack.service(Part.NIFI).restart();
        assertThat(queue()).isEqualTo(before);
        assertThat(nifi.processors().localState(processor("Greet"))).isEqualTo(state);
        assertThat(parameters().get("Name").value()).isEqualTo("all");
        assertThat(nifi.processors().verify(processor("Greet"), LIMIT))
                .contains(new Verification("Password", "SUCCESSFUL", "compared"));
    }

    @Test
    @Order(10)
    void aQueueIsEmptied() {
        nifi.queues().empty(queue().id());
        assertThat(nifi.queues().flowFiles(group)).isZero();
    }

    @Test
    @Order(11)
    void bulletinsAreRead() {
        nifi.parameterContexts().update(context(), Map.of("Name", "nobody"));
        nifi.processors().start(processor("Greet"), LIMIT);
        await().atMost(LIMIT).until(() -> nifi.monitoring().bulletins(0), bulletins -> !bulletins.isEmpty());
        nifi.processors().stop(processor("Greet"), LIMIT);
        final Bulletin last = nifi.monitoring().bulletins(0).getLast();
        assertThat(last.level()).isEqualTo("ERROR");
        assertThat(last.sourceName()).isEqualTo("Greet");
        assertThat(last.message()).contains("there is nobody to greet");
        assertThat(nifi.monitoring().bulletins(last.id())).isEmpty();
    }

    @Test
    @Order(12)
    void stateIsClearedAndTheGroupDeleted() {
        nifi.processors().clearState(processor("Greet"));
        assertThat(nifi.processors().localState(processor("Greet"))).isEmpty();
        nifi.controllerServices().disableAll(group, LIMIT);
        nifi.processGroups().delete(group);
        assertThatThrownBy(() -> nifi.processGroups().processors(group))
                .isInstanceOfSatisfying(NifiException.class, refused -> assertThat(refused.status())
                        .isEqualTo(404));
    }

    private static String context() {
        return nifi.parameterContexts().find("Greetings").orElseThrow();
    }

    private static Map<String, Parameter> parameters() {
        return nifi.parameterContexts().read(context());
    }

    private static String processor(final String name) {
        return nifi.processGroups().processors(group).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Queue queue() {
        return nifi.queues().list(group).getFirst();
    }

    private static String flow() throws IOException {
        try (InputStream resource = NifiClientIT.class.getResourceAsStream("greetings.json")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
