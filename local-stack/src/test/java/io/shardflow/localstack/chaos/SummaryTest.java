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
package io.shardflow.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.chaos.plan.Disturbance;
import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.chaos.plan.Plan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SummaryTest {

    private static final int ROUNDS = 200;

    @Property(tries = 20)
    void theKindOfADisturbanceIsKnownFromItsText(@ForAll final long seed) {
        assertThat(Stream.generate(new Plan(seed, 2)::next)
                        .limit(ROUNDS)
                        .flatMap(round -> round.disturbances().stream()))
                .allSatisfy(each -> assertThat(Summary.kind(each.text())).isEqualTo(each.kind()));
    }

    @Example
    void theTimesOfSeveralRunsStandInOneTable() {
        final Disturbance alone = new Disturbance.KillAt(Moment.SET, true, 0);
        final Summary summary = new Summary();
        summary.add(printed(List.of(alone), Duration.ofMillis(12_300), "freeze at look"));
        summary.add(printed(
                List.of(alone, Disturbance.Upkeep.TRUNCATE_AND_RESET), Duration.ofMillis(800), "freeze at look"));
        assertThat(summary.lines())
                .containsExactly(
                        "|  | alone | median | maximum | at once with another | maximum | missed |",
                        "|---|---:|---:|---:|---:|---:|---:|",
                        "| kill -9 after set | 1 | 12.3 | 12.3 | 1 | 0.8 | 0 |",
                        "| table truncated, reset by name | 0 |  |  | 1 | 0.8 | 0 |",
                        "| freeze at look | 0 |  |  | 0 |  | 2 |",
                        "",
                        "steps=3");
    }

    /** As a run prints it. */
    private static List<String> printed(final List<Disturbance> happened, final Duration time, final String missed) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        final ChaosView view = new ChaosView(out, false);
        view.recovered(1, happened, time, 1_000);
        final RecoveryTimes times = new RecoveryTimes();
        times.add(happened.stream().map(Disturbance::kind).toList(), time);
        times.addMissed(missed);
        times.table().forEach(out::println);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
