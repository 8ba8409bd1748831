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
 * What a batch has of a field.
 *
 * @param shape of its values
 * @param values records that have a value for it
 * @param nulls records that have null for it
 */
public record FieldUse(FieldShape shape, long values, long nulls) {

    static final FieldUse NONE = new FieldUse(FieldShape.NONE, 0, 0);

    FieldUse and(final FieldUse other) {
        return new FieldUse(shape.join(other.shape), values + other.values, nulls + other.nulls);
    }
}
