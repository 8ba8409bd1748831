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
 * What is known of the strings of a field.
 *
 * @param characters of the longest
 * @param forms a bit for each {@link IsoForm} that occurred; that of {@link IsoForm#OTHER} alone if it did
 */
record TextShape(int characters, int forms) {

    private static final int OTHER = bit(IsoForm.OTHER);

    /** One text that is no date or time decides: which others occurred no longer matters. */
    TextShape {
        forms = (forms & OTHER) == 0 ? forms : OTHER;
    }

    static TextShape of(final int characters, final IsoForm form) {
        return new TextShape(characters, bit(form));
    }

    private static int bit(final IsoForm form) {
        return 1 << form.ordinal();
    }

    TextShape join(final TextShape other) {
        return new TextShape(Math.max(characters, other.characters), forms | other.forms);
    }

    /** Whether joining that text changes nothing. */
    boolean covers(final int otherCharacters, final IsoForm form) {
        return otherCharacters <= characters && (forms == OTHER || (forms & bit(form)) != 0);
    }

    /** Whether joining any text of no more characters changes nothing. */
    boolean coversAll(final int mostCharacters) {
        return forms == OTHER && mostCharacters <= characters;
    }

    Set<IsoForm> isoForms() {
        final Set<IsoForm> found = EnumSet.noneOf(IsoForm.class);
        for (final IsoForm form : IsoForm.values()) {
            if ((forms & bit(form)) != 0) {
                found.add(form);
            }
        }
        return found;
    }
}
