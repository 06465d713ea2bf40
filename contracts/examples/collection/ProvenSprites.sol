// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";
import {IERC7007} from "./IERC7007.sol";
import {SpriteImage} from "./SpriteImage.sol";

/// @title Sprites that one model drew, each of a prompt of its own (ERC-7007)
/// @notice Three steps: claim a prompt without showing it, mint the token a minute later, add what the model drew. The
///         model's input follows from the prompt's hash, so that a prompt has one picture, and nobody chooses its pixels.
contract ProvenSprites is ERC721, PinnedModel, IERC7007 {
    /// @notice A claim has to be so old: who sees a prompt's hash in a transaction on its way has none that is.
    uint256 public constant MIN_CLAIM_AGE = 1 minutes;
    /// @notice A claim ends then, so that nobody collects claims for later.
    uint256 public constant MAX_CLAIM_AGE = 1 days;

    uint256 private constant LATENTS = 8;
    uint256 private constant LATENT_BITS = 8;
    uint256 private constant PIXELS = 32;

    /// @notice When a claim was made.
    mapping(bytes32 claim => uint256 time) public claimedAt;
    /// @notice Who minted a token: whom its proof has to name.
    mapping(uint256 tokenId => address minter) public minterOf;
    /// @notice Whether a token has its picture.
    mapping(uint256 tokenId => bool isDrawn) public isDrawn;
    mapping(uint256 tokenId => bytes32 pixels) private _pixels;

    /// @notice A prompt was claimed by somebody.
    /// @param claim hash of token id, minter and salt
    event PromptClaimed(bytes32 indexed claim);

    error ClaimExists(bytes32 claim);
    error ClaimTooYoungOrOld(bytes32 claim);
    error NotOfThisPrompt(uint256 tokenId);
    error NotMinted(uint256 tokenId);
    error AlreadyDrawn(uint256 tokenId);
    error NotAPicture();
    error ProofOfAnotherToken(bytes32 requestId);
    error ProofForAnotherMinter(address payee);

    /// @notice Pins the model that draws.
    /// @param registry       the registry
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash)
        ERC721("Proven sprites", "SPRITE")
        PinnedModel(registry, modelId, commitmentHash)
    {}

    /// @notice Claims a prompt that stays unknown. A claim that somebody copied serves him nothing: it names its minter.
    /// @param commitment keccak256(abi.encode(tokenId, minter, salt))
    function claim(bytes32 commitment) external {
        uint256 time = claimedAt[commitment];
        if (time != 0 && block.timestamp <= time + MAX_CLAIM_AGE) revert ClaimExists(commitment);
        claimedAt[commitment] = block.timestamp;
        emit PromptClaimed(commitment);
    }

    /// @notice Mints the token of a prompt that the sender claimed. The prompt itself stays unknown still.
    /// @param tokenId keccak256(prompt)
    /// @param salt    the salt of the claim
    function mint(uint256 tokenId, bytes32 salt) external {
        bytes32 commitment = keccak256(abi.encode(tokenId, msg.sender, salt));
        uint256 time = claimedAt[commitment];
        if (time == 0 || block.timestamp < time + MIN_CLAIM_AGE || block.timestamp > time + MAX_CLAIM_AGE) {
            revert ClaimTooYoungOrOld(commitment);
        }
        delete claimedAt[commitment];
        minterOf[tokenId] = msg.sender;
        _mint(msg.sender, tokenId);
    }

    /// @inheritdoc IERC7007
    /// @dev Anybody may send it: the proof names token and minter, and the picture follows from the prompt.
    function addAigcData(uint256 tokenId, bytes calldata prompt, bytes calldata aigcData, bytes calldata proof)
        external
    {
        if (tokenId != uint256(keccak256(prompt))) revert NotOfThisPrompt(tokenId);
        address minter = minterOf[tokenId];
        if (minter == address(0)) revert NotMinted(tokenId);
        if (isDrawn[tokenId]) revert AlreadyDrawn(tokenId);
        if (aigcData.length != PIXELS || proof.length < 64) revert NotAPicture();
        (bytes32 requestId, uint256 payee) = _boundTo(proof);
        if (requestId != bytes32(tokenId)) revert ProofOfAnotherToken(requestId);
        if (payee != uint160(minter)) revert ProofForAnotherMinter(address(uint160(payee)));
        isDrawn[tokenId] = true;
        _pixels[tokenId] = bytes32(aigcData);
        REGISTRY.verifyInference(MODEL_ID, inputCommitmentOf(tokenId), _outputOf(aigcData), proof);
        emit AigcData(tokenId, prompt, aigcData, proof);
    }

    /// @inheritdoc IERC7007
    /// @dev False also where too little gas was sent: a no earns nothing here.
    function verify(bytes calldata prompt, bytes calldata aigcData, bytes calldata proof)
        external
        view
        returns (bool success)
    {
        uint256 tokenId = uint256(keccak256(prompt));
        if (aigcData.length != PIXELS || proof.length < 64) return false;
        (bytes32 requestId, uint256 payee) = _boundTo(proof);
        if (requestId != bytes32(tokenId) || payee != uint160(minterOf[tokenId])) return false;
        try REGISTRY.checkInference(
            MODEL_ID, inputCommitmentOf(tokenId), _outputOf(aigcData), proof, address(this), false
        ) {
            return true;
        } catch {
            return false;
        }
    }

    /// @notice Name and picture. Nothing that anybody wrote is in it.
    /// @param tokenId the token
    /// @return uri    a data URI
    function tokenURI(uint256 tokenId) public view override returns (string memory uri) {
        _requireOwned(tokenId);
        return SpriteImage.tokenURI(tokenId, _pixels[tokenId], isDrawn[tokenId]);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return interfaceId == 0x702c55a6 || super.supportsInterface(interfaceId);
    }

    /// @notice The input that the model draws a token from: eight numbers from 0 to 100, made of the low bytes of the id.
    /// @param tokenId      keccak256(prompt)
    /// @return commitment  as verifyInference takes it
    function inputCommitmentOf(uint256 tokenId) public pure returns (bytes32 commitment) {
        int256[] memory latent = new int256[](LATENTS);
        for (uint256 i = 0; i < LATENTS; ++i) {
            latent[i] = int256(uint256(uint8(tokenId >> (8 * i))) % 101);
        }
        return PublicInput.commitmentOf(PublicInput.pack(latent, LATENT_BITS, false));
    }

    function _boundTo(bytes calldata proof) private pure returns (bytes32 requestId, uint256 payee) {
        return (bytes32(proof[:32]), uint256(bytes32(proof[32:64])));
    }

    /// @dev abi.encode(int256[]) of the pixels, one a byte.
    function _outputOf(bytes calldata aigcData) private pure returns (bytes memory output) {
        int256[] memory pixels = new int256[](PIXELS);
        for (uint256 i = 0; i < PIXELS; ++i) {
            pixels[i] = int256(uint256(uint8(aigcData[i])));
        }
        return abi.encode(pixels);
    }
}
