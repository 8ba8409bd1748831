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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionWishes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingPlaceTest {

    private static final SessionWishes WISHES = new SessionWishes(
            Optional.of("LOADER"), Optional.of("LOAD_WH"), Optional.of("RAW"), Optional.of("KINESIS"));

    private static PoolFacts facts(final String warehouse, final String database, final String schema) {
        return new PoolFacts(
                new SessionFacts(database, schema, "LOADER", warehouse, "PROBER", "AB12345", "10.1"),
                Optional.empty(),
                Duration.ZERO);
    }

    private static List<String> missing(final String warehouse, final String database, final String schema) {
        return MissingPlace.of(facts(warehouse, database, schema), WISHES);
    }

    @Test
    void whatTheSessionLacksIsToldWithItsOptionAndTheRemedy() {
        assertThat(missing(null, "RAW", "KINESIS"))
                .singleElement()
                .asString()
                .contains("--warehouse is LOAD_WH", "GRANT USAGE ON WAREHOUSE \"LOAD_WH\" TO ROLE \"LOADER\"");
        assertThat(missing("LOAD_WH", null, null))
                .singleElement()
                .asString()
                .contains("--database is RAW", "GRANT USAGE ON DATABASE \"RAW\" TO ROLE \"LOADER\"");
        assertThat(missing("LOAD_WH", "RAW", null))
                .singleElement()
                .asString()
                .contains("--schema is KINESIS", "GRANT USAGE ON SCHEMA \"RAW\".\"KINESIS\" TO ROLE \"LOADER\"");
        assertThat(missing(null, null, null)).hasSize(2);
        assertThat(missing("LOAD_WH", "RAW", "KINESIS")).isEmpty();
    }

    @Test
    void withoutAnOptionItIsToldToGiveIt() {
        assertThat(MissingPlace.of(facts(null, "RAW", "KINESIS"), SessionWishes.UNKNOWN))
                .containsExactly("the session has no warehouse, since the user has no default: give --warehouse");
    }

    @Test
    void aWarehouseThatSleepsAndIsNotWokenIsMissing() {
        final PoolFacts asleep = new PoolFacts(
                facts("LOAD_WH", "RAW", "KINESIS").session(),
                Optional.of(new PoolFacts.Warehouse("LOAD_WH", "SUSPENDED", "X-Small", 60, false)),
                Duration.ZERO);
        assertThat(MissingPlace.of(asleep, WISHES))
                .singleElement()
                .asString()
                .contains("ALTER WAREHOUSE \"LOAD_WH\" RESUME");
    }
}
