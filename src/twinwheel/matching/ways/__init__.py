"""The nearest changes that would make one subject eligible.

``demands`` says what each open criterion could be met by, ``moves`` what a field would have to become, ``counterfactual`` looks for the
smallest sets of moves and decides each, ``advice`` says them in words.
"""
