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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a WHERE says of numbers in one table's rows; all else in it is taken for something that any row may fulfil. */
sealed interface Condition {

    /** Whether a micro-partition with such statistics may have a row that fulfils it. */
    boolean mayHold(Map<Operand, Statistics> partition);

    /** What it needs statistics of. */
    Stream<Operand> operands();

    /** Anything else. */
    record Unknown() implements Condition {
        @Override
        public boolean mayHold(final Map<Operand, Statistics> partition) {
            return true;
        }

        @Override
        public Stream<Operand> operands() {
            return Stream.empty();
        }
    }

    record All(List<Condition> parts) implements Condition {
        @Override
        public boolean mayHold(final Map<Operand, Statistics> partition) {
            return parts.stream().allMatch(part -> part.mayHold(partition));
        }

        @Override
        public Stream<Operand> operands() {
            return parts.stream().flatMap(Condition::operands);
        }
    }

    record Any(List<Condition> parts) implements Condition {
        @Override
        public boolean mayHold(final Map<Operand, Statistics> partition) {
            return parts.stream().anyMatch(part -> part.mayHold(partition));
        }

        @Override
        public Stream<Operand> operands() {
            return parts.stream().flatMap(Condition::operands);
        }
    }

    record IsNull(Operand operand) implements Condition {
        @Override
        public boolean mayHold(final Map<Operand, Statistics> partition) {
            return partition.get(operand).mayBeNull();
        }

        @Override
        public Stream<Operand> operands() {
            return Stream.of(operand);
        }
    }

    /** Bounds belong to the range. */
    record InRange(Operand operand, Optional<BigDecimal> low, Optional<BigDecimal> high) implements Condition {
        @Override
        public boolean mayHold(final Map<Operand, Statistics> partition) {
            return partition.get(operand).mayHaveIn(low, high);
        }

        @Override
        public Stream<Operand> operands() {
            return Stream.of(operand);
        }
    }
}
