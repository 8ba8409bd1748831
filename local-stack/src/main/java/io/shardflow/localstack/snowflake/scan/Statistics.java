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
package io.shardflow.localstack.snowflake.scan;

import java.math.BigDecimal;
import java.util.Optional;

/** What is kept of one number in one micro-partition. Filled by one thread. */
final class Statistics {

    private BigDecimal least;
    private BigDecimal greatest;
    private boolean nulls;
    private boolean others;

    void add(final BigDecimal value) {
        least = least == null ? value : least.min(value);
        greatest = greatest == null ? value : greatest.max(value);
    }

    void addNull() {
        nulls = true;
    }

    /** Something that is no number: of such an element nothing is kept. */
    void addOther() {
        others = true;
    }

    boolean mayBeNull() {
        return nulls || others;
    }

    boolean mayHaveIn(final Optional<BigDecimal> low, final Optional<BigDecimal> high) {
        return others
                || least != null
                        && low.filter(bound -> greatest.compareTo(bound) < 0).isEmpty()
                        && high.filter(bound -> least.compareTo(bound) > 0).isEmpty();
    }
}
