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
package io.shardflow.nifi.snowflake.schema;

/**
 * What is known of the values of a field: which kinds occurred, and of each what its type depends on. The shapes are a
 * join semilattice: joining is commutative, associative and idempotent, so neither the order of the records nor how they
 * are cut into FlowFiles changes a type. JSON null says nothing and is {@link #NONE}.
 *
 * @param booleans whether true or false occurred
 * @param numbers null if none occurred
 * @param texts null if none occurred
 * @param nested whether objects or arrays occurred
 */
public record FieldShape(boolean booleans, NumberShape numbers, TextShape texts, boolean nested) {

    /** Nothing but null, or nothing at all. */
    public static final FieldShape NONE = new FieldShape(false, null, null, false);

    static final FieldShape BOOLEANS = new FieldShape(true, null, null, false);
    static final FieldShape NESTED = new FieldShape(false, null, null, true);

    static FieldShape of(final NumberShape numbers) {
        return new FieldShape(false, numbers, null, false);
    }

    static FieldShape of(final TextShape texts) {
        return new FieldShape(false, null, texts, false);
    }

    /** What is known when both are. */
    public FieldShape join(final FieldShape other) {
        return new FieldShape(
                booleans || other.booleans,
                numbers == null ? other.numbers : other.numbers == null ? numbers : numbers.join(other.numbers),
                texts == null ? other.texts : other.texts == null ? texts : texts.join(other.texts),
                nested || other.nested);
    }

    /** How many kinds of values occurred. */
    int kinds() {
        return (booleans ? 1 : 0) + (numbers == null ? 0 : 1) + (texts == null ? 0 : 1) + (nested ? 1 : 0);
    }
}
