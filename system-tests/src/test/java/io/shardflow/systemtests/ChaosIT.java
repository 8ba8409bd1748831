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

import io.shardflow.localstack.chaos.ChaosRun;
import io.shardflow.localstack.chaos.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The run of {@code ./chaos} with two NiFi servers, short and with one seed (docs/proof.md). It has a stack of its own. */
@Tag("long")
class ChaosIT {

    /** The start and the last recoveries are not in it; all of it is meant to take less than ten minutes. */
    private static final Duration TIME = Duration.ofMinutes(6);

    /** A slow machine carries out half of what it does elsewhere; fewer say that the run stood still. */
    private static final int FEWEST_STEPS = 10;

    private static final int NODES = 2;
    private static final long SEED = 11;

    @Test
    void whateverIsDisturbedEachRecordLandsOnceAndAsItWasProduced() throws Exception {
        final Path logs = Files.createDirectories(Shardflow.folder().resolve("chaos-logs"));
        final ChaosRun.Result result =
                new ChaosRun(new Options(TIME, NODES, SEED, Optional.empty()), System.out, false).run(logs);
        System.out.println(result);
        assertThat(result.isExact())
                .as("%s, all landed in time: %s%n%s%nlogs: %s", result, result.recovered(), findings(result), logs)
                .isTrue();
        assertThat(result.steps()).isGreaterThanOrEqualTo(FEWEST_STEPS);
    }

    private static String findings(final ChaosRun.Result result) {
        return String.join(System.lineSeparator(), result.verdict().findings());
    }
}
