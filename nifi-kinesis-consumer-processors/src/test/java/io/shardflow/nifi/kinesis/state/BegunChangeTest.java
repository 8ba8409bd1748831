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
package io.shardflow.nifi.kinesis.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class BegunChangeTest {

    @Property
    void isReadAsItWasWritten(@ForAll("changes") final BegunChange change) {
        assertEquals(Optional.of(change), BegunChange.in(change.attribute()));
        assertEquals(Optional.empty(), BegunChange.in(Map.of()));
    }

    @Provide
    Arbitrary<BegunChange> changes() {
        final Arbitrary<BegunChange.NewCheckpoint> checkpoints = Combinators.combine(
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.of(
                                "TRIM_HORIZON",
                                "AT_TIMESTAMP",
                                "49668899999999999999999999999999999999999999999999999999"),
                        Arbitraries.longs().between(-1, 9))
                .as((shard, at, sub) ->
                        new BegunChange.NewCheckpoint("shardId-" + shard, new ExtendedSequenceNumber(at, sub)));
        return Combinators.combine(
                        Arbitraries.of(BegunChange.Kind.class),
                        Arbitraries.longs().between(0, 4_000_000_000_000L),
                        checkpoints.list().ofMaxSize(5))
                .as((kind, time, shards) -> new BegunChange(
                        "id-" + time,
                        kind,
                        "read again",
                        Instant.ofEpochMilli(time),
                        time % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(time),
                        List.copyOf(shards)));
    }
}
