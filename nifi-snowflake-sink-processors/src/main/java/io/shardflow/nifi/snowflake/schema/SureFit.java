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

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a column holds all values of a shape, told without looking at one of them: the ordinary case, in which a content
 * is read once. No where it cannot be told. Of values that come unaltered through a VARIANT and are of a size that the
 * account takes.
 */
final class SureFit {

    private static final int FALSE_LENGTH = 5;
    private static final int NANOSECONDS = 9;

    private SureFit() {}

    static boolean holds(final DescribedColumn column, final FieldShape shape) {
        final ColumnType type = column.type();
        if (column.computed()) {
            return false;
        }
        return type.family() == TypeFamily.VARIANT
                || !shape.nested()
                        && (!shape.booleans() || holdsBooleans(type))
                        && (shape.numbers() == null || holdsNumbers(type, shape.numbers()))
                        && (shape.texts() == null || holdsTexts(type, shape.texts()));
    }

    private static boolean holdsBooleans(final ColumnType type) {
        return type.family() == TypeFamily.BOOLEAN || type.family() == TypeFamily.TEXT && type.size() >= FALSE_LENGTH;
    }

    private static boolean holdsNumbers(final ColumnType type, final NumberShape numbers) {
        return switch (type.family()) {
            case NUMBER ->
                !numbers.doubleHeld()
                        && numbers.scale() <= type.scale()
                        && numbers.integerDigits() <= type.size() - type.scale();
            case FLOAT -> numbers.doubleSafe();
            case TEXT -> !numbers.doubleHeld() && numbers.characters() <= type.size();
            default -> false;
        };
    }

    private static boolean holdsTexts(final ColumnType type, final TextShape texts) {
        return switch (type.family()) {
            case TEXT -> texts.characters() <= type.size();
            case DATE -> isOnly(texts, EnumSet.of(IsoForm.DATE));
            case TIME -> type.scale() == NANOSECONDS && isOnly(texts, EnumSet.of(IsoForm.TIME));
            case TIMESTAMP_NTZ -> type.scale() == NANOSECONDS && isOnly(texts, EnumSet.of(IsoForm.LOCAL, IsoForm.DATE));
            case TIMESTAMP_TZ, TIMESTAMP_LTZ ->
                type.scale() == NANOSECONDS && isOnly(texts, EnumSet.of(IsoForm.OFFSET));
            default -> false;
        };
    }

    private static boolean isOnly(final TextShape texts, final Set<IsoForm> forms) {
        return forms.containsAll(texts.isoForms());
    }
}
