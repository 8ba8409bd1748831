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

import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionWishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a session lacks, without which every check would only say the same. Pure. */
final class MissingPlace {

    private MissingPlace() {}

    /** @return sentences, each with the option and the remedy; empty if nothing is missing */
    static List<String> of(final PoolFacts facts, final SessionWishes wishes) {
        final SessionFacts session = facts.session();
        final List<String> missing = new ArrayList<>();
        if (session.warehouse() == null) {
            missing.add(lacks("warehouse", session.role(), wishes.warehouse(), facts::grantWarehouse));
        }
        if (session.database() == null) {
            missing.add(lacks("database", session.role(), wishes.database(), facts::grantDatabase));
        } else if (session.schema() == null) {
            missing.add(lacks(
                    "schema", session.role(), wishes.schema(), name -> facts.grantSchema(session.database(), name)));
        }
        facts.warehouse()
                .filter(warehouse -> warehouse.state().equals("SUSPENDED") && !warehouse.autoResume())
                .ifPresent(warehouse -> missing.add("warehouse " + warehouse.name()
                        + " is suspended and does not resume by itself: run ALTER WAREHOUSE " + warehouse.sql()
                        + " RESUME, or SET AUTO_RESUME = TRUE"));
        return missing;
    }

    private static String lacks(
            final String what, final String role, final Optional<String> wanted, final UnaryOperator<String> grant) {
        return wanted.map(name -> "the session has no " + what + ": --" + what + " is " + name
                        + ", which does not exist or the role " + role + " may not use; create it, or "
                        + grant.apply(name))
                .orElse("the session has no " + what + ", since the user has no default: give --" + what);
    }
}
