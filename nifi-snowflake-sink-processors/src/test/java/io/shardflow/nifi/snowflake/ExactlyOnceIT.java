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
package io.shardflow.nifi.snowflake;

import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of two PutSnowflake that load one table over the wire, see {@link SinkHistory}; the table is then held, field by field,
 * against the records. {@code -Dexactly-once.seed=7 -Dexactly-once.histories=1} repeats the one of seed 7.
 *
 * <p>Elsewhere: the same protocol below the processor, with another writer's load between any two statements (SqlProtocolTest), and every
 * interleaving of a model of it (ExactlyOnceModelTest).
 */
@Tag("long")
class ExactlyOnceIT {

    private static final long FIRST_SEED = Long.getLong("exactly-once.seed", 1);
    private static final int HISTORIES = Integer.getInteger("exactly-once.histories", 6);

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @BeforeAll
    static void beAwkward() throws Exception {
        snowflake.control("{\"waitedUpdateKeepsSnapshot\":true,\"staleForMillis\":50,\"abandonedAfterMillis\":2000}");
    }

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordIsInTheTableOnceAsItWas(final long seed) throws Exception {
        final SinkHistory history = new SinkHistory(snowflake, "HISTORY_" + seed, seed);
        try {
            history.run();
        } finally {
            System.out.println("seed " + seed + ": " + history);
        }
    }
}
